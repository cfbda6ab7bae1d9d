using System.Globalization;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>
/// Writes a HAR 1.2 log: an entry per connection that rows belong to, WebSocket messages as Chrome's
/// <c>_webSocketMessages</c>, polling bodies rebuilt from their packets. Other rows are in <c>_rows</c>, gaps in <c>_gaps</c>.
/// </summary>
/// <param name="output">Where to write on <see cref="Complete"/>; not owned.</param>
/// <param name="connection">Finds connections, whose headers are written as it gives them.</param>
public sealed class HarWriter(Stream output, Func<long, ConnectionEntry?> connection) : RowExport
{
    private readonly RowSpool _spool = new();
    private readonly List<CapturedGap> _gaps = [];

    /// <inheritdoc/>
    public override void Write(CapturedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row is CapturedGap gap)
        {
            _gaps.Add(gap);
        }
        else
        {
            _spool.Add(row);
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        using var json = new Utf8JsonWriter(output, JsonStyle.Options);
        json.WriteStartObject();
        json.WriteStartObject("log"u8);
        json.WriteString("version"u8, "1.2");
        json.WriteStartObject("creator"u8);
        json.WriteString("name"u8, "SioProxy");
        json.WriteString("version"u8, typeof(HarWriter).Assembly.GetName().Version?.ToString(3) ?? "0");
        json.WriteEndObject();
        json.WriteStartArray("pages"u8);
        json.WriteEndArray();
        json.WriteStartArray("entries"u8);
        foreach (long id in _spool.Connections)
        {
            WriteEntry(json, connection(id) ?? Unknown(id), _spool.Of(id));
        }
        json.WriteEndArray();
        json.WriteStartArray("_gaps"u8);
        foreach (CapturedGap gap in _gaps)
        {
            RowJson.Write(json, gap);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
        output.Flush();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _spool.Dispose();
        }
        base.Dispose(disposing);
    }

    private static ConnectionEntry Unknown(long id) =>
        new()
        {
            Id = id,
            OpenedAtMicros = 0,
            Client = string.Empty,
            Method = "GET",
            Target = "/",
            HttpVersion = "1.1",
            RequestHeaders = [],
        };

    private static void WriteEntry(Utf8JsonWriter json, ConnectionEntry entry, IEnumerable<CapturedRow> rows)
    {
        bool isWebSocket = entry.Transport == Transport.WebSocket || entry.Status == 101;
        var packets = new List<CapturedPacket>();
        var others = new List<CapturedRow>();
        json.WriteStartObject();
        json.WriteString("startedDateTime"u8, Iso.Format(entry.OpenedAtMicros));
        decimal millis = Math.Max(0, (entry.EndedAtMicros ?? entry.OpenedAtMicros) - entry.OpenedAtMicros) / 1000m;
        json.WriteNumber("time"u8, millis);
        json.WriteNumber("_connection"u8, entry.Id);
        if (isWebSocket)
        {
            json.WriteString("_resourceType"u8, "websocket");
        }
        bool isOpen = isWebSocket;
        if (isWebSocket)
        {
            json.WriteStartArray("_webSocketMessages"u8);
        }
        foreach (CapturedRow row in rows)
        {
            if (!isOpen && row is (CapturedMessage or CapturedPacket { Transport: Transport.WebSocket }))
            {
                json.WriteStartArray("_webSocketMessages"u8); // the connection's own row is missing
                isOpen = true;
            }
            switch (row)
            {
                case CapturedPacket { Transport: Transport.WebSocket } packet:
                    WriteMessages(json, packet);
                    break;
                case CapturedPacket packet:
                    packets.Add(packet);
                    break;
                case CapturedMessage message:
                    WriteMessage(json, message.Direction, message.AtMicros, message.Data, message.IsBinary);
                    break;
                default:
                    others.Add(row);
                    break;
            }
            if (json.BytesPending > 64 * 1024)
            {
                json.Flush();
            }
        }
        if (isOpen)
        {
            json.WriteEndArray();
        }
        WriteRequest(json, entry, isWebSocket, packets);
        WriteResponse(json, entry, packets, others.OfType<CapturedHttp>().FirstOrDefault());
        WriteTimings(json, millis);
        json.WriteStartArray("_rows"u8);
        foreach (CapturedRow row in others)
        {
            RowJson.Write(json, row);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTimings(Utf8JsonWriter json, decimal millis)
    {
        json.WriteStartObject("cache"u8);
        json.WriteEndObject();
        json.WriteStartObject("timings"u8);
        json.WriteNumber("send"u8, 0);
        json.WriteNumber("wait"u8, millis);
        json.WriteNumber("receive"u8, 0);
        json.WriteEndObject();
    }

    /// <summary>A packet's message, and one for each attachment behind it.</summary>
    private static void WriteMessages(Utf8JsonWriter json, CapturedPacket packet)
    {
        WriteMessage(json, packet.Direction, packet.AtMicros, packet.Raw, packet.IsRawBinary);
        if (packet.Parser != Protocol.SocketIo.SocketIoParser.Default)
        {
            return; // msgpack carries its attachments inside
        }
        foreach (ReadOnlyMemory<byte> attachment in packet.Attachments)
        {
            byte[] typed = [4, .. attachment.Span]; // Engine.IO 3 has a type byte in front of binary data
            WriteMessage(
                json,
                packet.Direction,
                packet.AtMicros,
                packet.Version == EngineIoVersion.V3 ? typed : attachment,
                isBinary: true
            );
        }
    }

    private static void WriteMessage(
        Utf8JsonWriter json,
        Direction direction,
        long at,
        ReadOnlyMemory<byte> data,
        bool isBinary
    )
    {
        string? text = RowText.OrNull(data, isBinary);
        json.WriteStartObject();
        json.WriteString("type"u8, direction == Direction.ClientToServer ? "send" : "receive");
        json.WriteNumber("time"u8, at / 1_000_000m);
        json.WriteNumber("opcode"u8, text is null ? 2 : 1);
        if (text is null)
        {
            json.WriteBase64String("data"u8, data.Span);
        }
        else
        {
            json.WriteString("data"u8, text);
        }
        json.WriteEndObject();
    }

    private static void WriteRequest(
        Utf8JsonWriter json,
        ConnectionEntry entry,
        bool isWebSocket,
        List<CapturedPacket> packets
    )
    {
        string host = Header(entry.RequestHeaders, "Host") ?? "unknown.invalid";
        // What the client spoke to the listener is not recorded; HTTP/2 is offered over TLS only.
        bool secure = string.Equals(entry.HttpVersion, "2", StringComparison.Ordinal);
        string scheme = (isWebSocket ? "ws" : "http") + (secure ? "s" : string.Empty);
        json.WriteStartObject("request"u8);
        json.WriteString("method"u8, entry.Method);
        json.WriteString("url"u8, $"{scheme}://{host}{entry.Target}");
        json.WriteString("httpVersion"u8, "HTTP/" + entry.HttpVersion);
        WriteHeaders(json, entry.RequestHeaders);
        json.WriteStartArray("queryString"u8);
        int question = entry.Target.IndexOf('?', StringComparison.Ordinal);
        string query = question < 0 ? string.Empty : entry.Target[(question + 1)..];
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            json.WriteStartObject();
            json.WriteString("name"u8, Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]));
            json.WriteString("value"u8, equals < 0 ? string.Empty : Uri.UnescapeDataString(pair[(equals + 1)..]));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        List<CapturedPacket> sent = packets.FindAll(packet => packet.Direction == Direction.ClientToServer);
        if (sent.Count > 0)
        {
            json.WriteStartObject("postData"u8);
            json.WriteString("mimeType"u8, Header(entry.RequestHeaders, "Content-Type") ?? "text/plain");
            json.WriteString("text"u8, RowText.PollingBody(sent));
            json.WriteEndObject();
        }
        WriteSizes(json, Header(entry.RequestHeaders, "Content-Length"));
        json.WriteEndObject();
    }

    private static void WriteResponse(
        Utf8JsonWriter json,
        ConnectionEntry entry,
        List<CapturedPacket> packets,
        CapturedHttp? http
    )
    {
        json.WriteStartObject("response"u8);
        json.WriteNumber("status"u8, entry.Status ?? http?.Status ?? 0);
        json.WriteString("statusText"u8, string.Empty);
        json.WriteString("httpVersion"u8, "HTTP/" + entry.HttpVersion);
        WriteHeaders(json, entry.ResponseHeaders);
        json.WriteStartObject("content"u8);
        List<CapturedPacket> received = packets.FindAll(packet => packet.Direction == Direction.ServerToClient);
        string? text = http is null ? RowText.PollingBody(received) : RowText.OrNull(http.Body, http.IsBodyBinary);
        json.WriteNumber("size"u8, text is null ? http!.Body.Length : System.Text.Encoding.UTF8.GetByteCount(text));
        json.WriteString("mimeType"u8, Header(entry.ResponseHeaders, "Content-Type") ?? "text/plain");
        if (text is null)
        {
            json.WriteBase64String("text"u8, http!.Body.Span);
            json.WriteString("encoding"u8, "base64");
        }
        else
        {
            json.WriteString("text"u8, text);
        }
        json.WriteEndObject();
        json.WriteString("redirectURL"u8, Header(entry.ResponseHeaders, "Location") ?? string.Empty);
        WriteSizes(json, Header(entry.ResponseHeaders, "Content-Length"));
        json.WriteEndObject();
    }

    private static void WriteHeaders(Utf8JsonWriter json, IReadOnlyList<HttpHeader> headers)
    {
        json.WriteStartArray("cookies"u8); // they are in the headers, redacted
        json.WriteEndArray();
        json.WriteStartArray("headers"u8);
        foreach (HttpHeader header in headers)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, header.Name);
            json.WriteString("value"u8, header.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteSizes(Utf8JsonWriter json, string? contentLength)
    {
        json.WriteNumber("headersSize"u8, -1);
        json.WriteNumber(
            "bodySize"u8,
            long.TryParse(contentLength, NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : -1
        );
    }

    private static string? Header(IReadOnlyList<HttpHeader> headers, string name)
    {
        foreach (HttpHeader header in headers)
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return header.Value;
            }
        }
        return null;
    }
}
