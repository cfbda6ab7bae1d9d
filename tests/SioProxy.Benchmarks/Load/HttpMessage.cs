using System.Globalization;

namespace SioProxy.Benchmarks.Load;

/// <summary>Just enough of HTTP/1.1 for the two ends of a measurement: bodies by length or in chunks.</summary>
internal static class HttpMessage
{
    public static bool TryReadBody(string head, ReadOnlySpan<byte> bytes, out byte[] body, out int taken)
    {
        body = [];
        if (string.Equals(Header(head, "transfer-encoding"), "chunked", StringComparison.OrdinalIgnoreCase))
        {
            byte[]? joined = ReadChunks(bytes, out taken);
            body = joined ?? [];
            return joined is not null;
        }
        taken = int.Parse(Header(head, "content-length") ?? "0", CultureInfo.InvariantCulture);
        if (bytes.Length < taken)
        {
            return false;
        }
        body = bytes[..taken].ToArray();
        return true;
    }

    private static byte[]? ReadChunks(ReadOnlySpan<byte> bytes, out int length)
    {
        using var body = new MemoryStream();
        length = 0;
        while (true)
        {
            int end = bytes[length..].IndexOf("\r\n"u8);
            if (end < 0)
            {
                return null;
            }
            int size = int.Parse(bytes.Slice(length, end), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            int next = length + end + 2 + size + 2;
            if (bytes.Length < next)
            {
                return null;
            }
            body.Write(bytes.Slice(length + end + 2, size));
            length = next;
            if (size == 0)
            {
                return body.ToArray();
            }
        }
    }

    public static string? Header(string head, string name)
    {
        foreach (ReadOnlySpan<char> line in head.AsSpan().EnumerateLines())
        {
            if (
                line.Length > name.Length
                && line[name.Length] == ':'
                && line.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            )
            {
                return line[(name.Length + 1)..].Trim().ToString();
            }
        }
        return null;
    }
}
