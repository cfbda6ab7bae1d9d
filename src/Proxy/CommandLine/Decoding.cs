using System.Buffers;
using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using SioProxy.Proxy.Hosting;
using SioProxy.Sessions;

namespace SioProxy.Proxy.CommandLine;

/// <summary>Passes pasted bytes through the decoder that recordings come from, as one connection without a past.</summary>
/// <param name="version">The Engine.IO version; null: what the bytes say.</param>
internal sealed class Decoding(int? version, Direction direction)
{
    private const long Connection = 1;
    private const uint MaskKey = 0x01020304;

    private readonly SessionTracker _tracker = new(new TrackerOptions { Paths = ["/socket.io/"] });

    /// <summary>Decodes one polling body.</summary>
    public List<CapturedRow> Body(byte[] body)
    {
        bool isClient = direction == Direction.ClientToServer;
        bool isJsonp = body.AsSpan().StartsWith("___eio["u8) || (isClient && body.AsSpan().StartsWith("d="u8));
        string type =
            isJsonp && isClient ? "application/x-www-form-urlencoded"
            : body is [< 2, ..] ? "application/octet-stream" // Engine.IO 3's binary framing
            : "text/plain; charset=UTF-8";
        HttpHeader[] headers = [new("Content-Type", type)];
        Begin(
            isClient ? "POST" : "GET",
            "polling" + (isJsonp ? "&j=0" : ""),
            isWebSocket: false,
            isClient ? headers : []
        );
        if (isClient)
        {
            _tracker.OnBytes(Connection, direction, 0, body);
            _tracker.OnBodyEnd(Connection, direction, 0);
        }
        _tracker.OnResponse(Connection, 0, new ResponseHead(200, isClient ? [] : headers));
        if (!isClient)
        {
            _tracker.OnBytes(Connection, direction, 0, body);
        }
        _tracker.OnBodyEnd(Connection, Direction.ServerToClient, 0);
        return End();
    }

    /// <summary>Decodes messages, one a line.</summary>
    public List<CapturedRow> Messages(byte[] input)
    {
        Begin("GET", "websocket", isWebSocket: true, []);
        _tracker.OnResponse(Connection, 0, new ResponseHead(101, []));
        int number = 0;
        foreach (Range range in input.AsSpan().Split((byte)'\n'))
        {
            number++;
            ReadOnlySpan<byte> line = input.AsSpan()[range].TrimEnd((byte)'\r');
            if (!line.IsEmpty)
            {
                byte[]? binary = Binary(line, number);
                WebSocketOpcode opcode = binary is null ? WebSocketOpcode.Text : WebSocketOpcode.Binary;
                var frame = new ArrayBufferWriter<byte>();
                uint? mask = direction == Direction.ClientToServer ? MaskKey : null;
                WebSocketFrameWriter.Write(frame, opcode, binary ?? line, mask); // text as it is, even where it is no UTF-8
                _tracker.OnBytes(Connection, direction, 0, frame.WrittenMemory);
            }
        }
        return End();
    }

    private static byte[]? Binary(ReadOnlySpan<byte> bytes, int line)
    {
        if (!bytes.StartsWith("hex:"u8) && !bytes.StartsWith("base64:"u8))
        {
            return null;
        }
        string text = Encoding.UTF8.GetString(bytes);
        try
        {
            return text[0] == 'h'
                ? Convert.FromHexString(text.AsSpan(4).Trim())
                : Convert.FromBase64String(text[7..].Trim());
        }
        catch (FormatException e)
        {
            throw new UsageException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"line {line} of the input is not valid {text[..text.IndexOf(':', StringComparison.Ordinal)]}."
                ),
                e
            );
        }
    }

    private void Begin(string method, string transport, bool isWebSocket, IReadOnlyList<HttpHeader> headers)
    {
        string eio = version is { } v ? v.ToString(CultureInfo.InvariantCulture) : "4";
        string target = $"/socket.io/?EIO={eio}&transport={transport}";
        _tracker.OnRequest(Connection, 0, new RequestHead(method, target, "1.1", "", headers, isWebSocket), node: null);
    }

    private List<CapturedRow> End()
    {
        var entries = new List<CaptureEntry>();
        _tracker.Drain(entries);
        List<CapturedRow> rows = [.. entries.OfType<CapturedRow>().Where(row => row is not CapturedClose)];
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i].Id = i + 1;
        }
        return rows;
    }
}
