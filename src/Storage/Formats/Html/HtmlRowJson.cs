using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats.Html;

/// <summary>
/// A row for the page, in two objects: what the table, the filter and the diagram need of every row, and the rest, which the
/// page reads when somebody looks at the row. Members without a value are left out. Payloads are texts here, never
/// JSON of their own, so that numbers keep their digits and nothing captured is parsed but by the page's own reader.
/// </summary>
internal static class HtmlRowJson
{
    private const int PreviewLength = 160;

    // JavaScript's numbers are exact up to here.
    private const long MaxSafe = (1L << 53) - 1;

    /// <summary>The columns (capture.js names them).</summary>
    public static void WriteColumns(Utf8JsonWriter json, CapturedRow row)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, row.Id);
        json.WriteNumber("at"u8, row.AtMicros);
        json.WriteString("kind"u8, RowNames.Of(row.Kind));
        json.WriteString("type"u8, RowNames.TypeOf(row));
        json.WriteNumber("connection"u8, row.Connection);
        Optional(json, "key"u8, row.SessionKey);
        Optional(json, "session"u8, row.Session);
        Optional(json, "client"u8, row.Client);
        Optional(json, "node"u8, row.Node);
        Flag(json, "truncated"u8, row.Truncated);
        Flag(json, "redacted"u8, row.Redacted.Count > 0);
        switch (row)
        {
            case CapturedPacket packet:
                WriteColumns(json, packet);
                break;
            case CapturedMessage message:
                json.WriteString("dir"u8, RowNames.Of(message.Direction));
                json.WriteNumber("size"u8, message.Size);
                Flag(json, "binary"u8, message.IsBinary);
                Optional(json, "fault"u8, message.Fault?.Code);
                Preview(json, message.IsBinary ? default : message.Data);
                break;
            case CapturedHttp http:
                Optional(json, "status"u8, http.Status);
                Flag(json, "binary"u8, http.IsBodyBinary);
                json.WriteString(
                    "text"u8,
                    Shorten(
                        $"{http.Method} {http.Path} {http.Status?.ToString(CultureInfo.InvariantCulture) ?? "no answer"}"
                    )
                );
                break;
            case CapturedClose close:
                json.WriteString("by"u8, RowNames.Of(close.By));
                json.WriteString("text"u8, Shorten(CloseText(close)));
                break;
            case CapturedGap gap:
                Optional(json, "dir"u8, gap.Direction is { } direction ? RowNames.Of(direction) : null);
                json.WriteString("text"u8, Shorten(gap.Why));
                break;
        }
        json.WriteEndObject();
    }

    /// <summary>The rest (details.js shows it).</summary>
    public static void WritePayload(Utf8JsonWriter json, CapturedRow row)
    {
        json.WriteStartObject();
        if (row.Redacted.Count > 0)
        {
            json.WriteStartArray("redacted"u8);
            foreach (string path in row.Redacted)
            {
                json.WriteStringValue(path);
            }
            json.WriteEndArray();
        }
        switch (row)
        {
            case CapturedPacket packet:
                WritePayload(json, packet);
                break;
            case CapturedMessage message:
                Content(json, "raw"u8, "rawBase64"u8, message.Data, message.IsBinary);
                Optional(json, "faultMessage"u8, message.Fault?.Message);
                break;
            case CapturedHttp http:
                json.WriteString("method"u8, http.Method);
                json.WriteString("path"u8, http.Path);
                Content(json, "raw"u8, "rawBase64"u8, http.Body, http.IsBodyBinary);
                break;
            case CapturedClose close:
                json.WriteString("how"u8, RowNames.Of(close.How));
                Optional(json, "code"u8, close.Code);
                Optional(json, "reason"u8, close.Reason);
                break;
            case CapturedGap gap:
                Optional(json, "bytes"u8, gap.Bytes);
                Optional(json, "packets"u8, gap.Packets);
                json.WriteNumber("from"u8, gap.FromMicros);
                Optional(json, "to"u8, gap.ToMicros);
                json.WriteString("why"u8, gap.Why);
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteColumns(Utf8JsonWriter json, CapturedPacket packet)
    {
        json.WriteString("dir"u8, RowNames.Of(packet.Direction));
        json.WriteString("transport"u8, RowNames.Of(packet.Transport));
        json.WriteNumber("eio"u8, (int)packet.Version);
        Optional(json, "engine"u8, packet.EngineType is { } engine ? RowNames.Of(engine) : null);
        Optional(json, "ns"u8, packet.Namespace);
        Optional(json, "event"u8, packet.EventName);
        if (packet.AckId is > MaxSafe)
        {
            json.WriteString("ack"u8, packet.AckId.Value.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            Optional(json, "ack"u8, packet.AckId);
        }
        Optional(json, "ackOf"u8, packet.AckOf);
        Optional(json, "answeredBy"u8, packet.AnsweredBy);
        Optional(json, "latency"u8, packet.LatencyMicros);
        json.WriteNumber("size"u8, packet.Size);
        Optional(json, "attachments"u8, packet.Attachments.Count > 0 ? packet.Attachments.Count : null);
        Flag(json, "binary"u8, packet.Attachments.Count > 0 || packet is { Type: null, IsRawBinary: true });
        Optional(json, "fault"u8, packet.Fault?.Code);
        Preview(json, PacketContent.Args(packet) ?? PacketContent.Data(packet) ?? default);
    }

    private static void WritePayload(Utf8JsonWriter json, CapturedPacket packet)
    {
        Content(json, "args"u8, PacketContent.Args(packet));
        Content(json, "data"u8, PacketContent.Data(packet));
        Content(json, "raw"u8, "rawBase64"u8, packet.Raw, packet.IsRawBinary);
        Optional(json, "parser"u8, packet.Parser == Protocol.SocketIo.SocketIoParser.MessagePack ? "msgpack" : null);
        Optional(json, "nsQuery"u8, packet.NamespaceQuery);
        Optional(json, "recoveryOffset"u8, packet.RecoveryOffset);
        Optional(json, "faultMessage"u8, packet.Fault?.Message);
        if (packet.Attachments.Count > 0)
        {
            json.WriteStartArray("attachments"u8);
            foreach (ReadOnlyMemory<byte> attachment in packet.Attachments)
            {
                json.WriteBase64StringValue(attachment.Span);
            }
            json.WriteEndArray();
        }
    }

    private static string CloseText(CapturedClose close)
    {
        var text = new StringBuilder($"closed by {RowNames.Of(close.By)} ({RowNames.Of(close.How)})");
        if (close.Code is { } code)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $" {code}");
        }
        return close.Reason is { } reason ? text.Append(' ').Append(reason).ToString() : text.ToString();
    }

    private static void Preview(Utf8JsonWriter json, ReadOnlyMemory<byte> utf8)
    {
        if (!utf8.IsEmpty)
        {
            // Four bytes a character at most; what is cut in the middle of one becomes U+FFFD and is cut off below.
            string text = Encoding.UTF8.GetString(utf8.Span[..Math.Min(utf8.Length, 4 * (PreviewLength + 1))]);
            json.WriteString("text"u8, Shorten(text));
        }
    }

    private static string Shorten(string text)
    {
        if (text.Length <= PreviewLength)
        {
            return text;
        }
        int length = char.IsHighSurrogate(text[PreviewLength - 1]) ? PreviewLength - 1 : PreviewLength;
        return text[..length] + "…";
    }

    private static void Content(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlyMemory<byte>? text)
    {
        if (text is { IsEmpty: false } utf8 && Utf8.IsValid(utf8.Span))
        {
            json.WriteString(name, utf8.Span);
        }
    }

    private static void Content(
        Utf8JsonWriter json,
        ReadOnlySpan<byte> textName,
        ReadOnlySpan<byte> base64Name,
        ReadOnlyMemory<byte> content,
        bool isBinary
    )
    {
        if (isBinary || !Utf8.IsValid(content.Span))
        {
            json.WriteBase64String(base64Name, content.Span);
        }
        else
        {
            json.WriteString(textName, content.Span);
        }
    }

    private static void Optional(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Optional(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Flag(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, true);
        }
    }
}
