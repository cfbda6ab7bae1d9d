using System.Globalization;
using System.Text;

namespace SioProxy.Viewer.Details;

/// <summary>Bytes as lines of sixteen: offset, hexadecimal, printable ASCII.</summary>
internal static class HexDump
{
    private const int Width = 16;

    /// <param name="maxBytes">Show at most that many; a last line then says how many more there are.</param>
    /// <param name="firstOffset">The offset of the first byte.</param>
    public static IEnumerable<string> Lines(ReadOnlyMemory<byte> bytes, int maxBytes, int firstOffset = 0)
    {
        int shown = Math.Min(bytes.Length, maxBytes);
        for (int offset = 0; offset < shown; offset += Width)
        {
            yield return Line(bytes.Span[offset..Math.Min(offset + Width, shown)], firstOffset + offset);
        }
        if (shown < bytes.Length)
        {
            yield return $"… {(bytes.Length - shown).ToString("N0", CultureInfo.InvariantCulture)} bytes more";
        }
    }

    private static string Line(ReadOnlySpan<byte> bytes, int offset)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{offset:x8} ");
        for (int i = 0; i < Width; i++)
        {
            line.Append(i == Width / 2 ? "  " : " ");
            line.Append(i < bytes.Length ? bytes[i].ToString("x2", CultureInfo.InvariantCulture) : "  ");
        }
        line.Append("  |");
        foreach (byte b in bytes)
        {
            line.Append(b is >= 0x20 and < 0x7F ? (char)b : '.');
        }
        return line.Append('|').ToString();
    }
}
