using System.Buffers;
using System.Globalization;
using System.Text;

namespace SioProxy.Viewer.Commands;

/// <summary>
/// JSON on its way to standard output: characters that a terminal could act on, which can only stand in strings, become
/// <c>\u</c> escapes, so that the JSON says the same. Each write must end with a whole character.
/// </summary>
internal sealed class SafeJsonStream(Stream inner) : WriteOnlyStream
{
    // DEL, and the first bytes of every character of the categories below.
    private static readonly SearchValues<byte> Suspects = SearchValues.Create([
        0x7F,
        0xC2,
        0xD8,
        0xDB,
        0xDC,
        0xE0,
        0xE1,
        0xE2,
        0xEF,
        0xF0,
        0xF3,
        0xF4,
        0xEE,
    ]);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int suspect = buffer.IndexOfAny(Suspects);
            if (suspect < 0)
            {
                inner.Write(buffer);
                return;
            }
            inner.Write(buffer[..suspect]);
            buffer = buffer[suspect..];
            OperationStatus status = Rune.DecodeFromUtf8(buffer, out Rune rune, out int length);
            if (status == OperationStatus.Done && !IsHarmful(rune))
            {
                inner.Write(buffer[..length]);
            }
            else
            {
                WriteEscape(rune);
            }
            buffer = buffer[length..];
        }
    }

    public override void Flush() => inner.Flush();

    private static bool IsHarmful(Rune rune) =>
        rune.Value is not (0x200D or 0xFE0E or 0xFE0F) // emoji sequences
        && Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse;

    private void WriteEscape(Rune rune)
    {
        Span<char> units = stackalloc char[2];
        int count = rune.EncodeToUtf16(units);
        foreach (char unit in units[..count])
        {
            inner.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")));
        }
    }
}
