using System.Text;

namespace SioProxy.Benchmarks.Load;

/// <summary>A response as the generator needs it: its body, and an error when it is not a good one.</summary>
internal static class EchoResponse
{
    public static bool TryRead(ByteQueue input, out byte[]? body)
    {
        body = null;
        ReadOnlySpan<byte> bytes = input.Peek().Span;
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }
        string head = Encoding.Latin1.GetString(bytes[..end]);
        if (!HttpMessage.TryReadBody(head, bytes[(end + 4)..], out byte[] read, out int taken))
        {
            return false;
        }
        input.Take(end + 4 + taken);
        body = read;
        return head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)
            ? true
            : throw new IOException("The peer answered: " + head.Split('\r')[0]);
    }
}
