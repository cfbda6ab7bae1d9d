using System.Text;

namespace SioProxy.Benchmarks.Load;

/// <summary>What the echo server needs of a request.</summary>
internal sealed record EchoRequest(string Method, string? Sid, string? WebSocketKey, byte[] Body)
{
    public static bool TryRead(ByteQueue input, out EchoRequest? request)
    {
        request = null;
        ReadOnlySpan<byte> bytes = input.Peek().Span;
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }
        string head = Encoding.Latin1.GetString(bytes[..end]);
        if (!HttpMessage.TryReadBody(head, bytes[(end + 4)..], out byte[] body, out int bodyLength))
        {
            return false;
        }
        input.Take(end + 4 + bodyLength);
        string[] line = head[..head.IndexOf('\r', StringComparison.Ordinal)].Split(' ');
        request = new EchoRequest(line[0], Query(line[1], "sid"), HttpMessage.Header(head, "sec-websocket-key"), body);
        return true;
    }

    private static string? Query(string target, string name)
    {
        int at = target.IndexOf(name + "=", StringComparison.Ordinal);
        return at < 0 ? null : target[(at + name.Length + 1)..].Split('&')[0];
    }
}
