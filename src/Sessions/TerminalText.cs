using System.Globalization;
using System.Text;

namespace SioProxy.Sessions;

/// <summary>The one sanitiser between captured text and a terminal, a log or a command's output.</summary>
public static class TerminalText
{
    /// <summary>
    /// Replaces whatever a terminal could act on, or would hide, by something visible: C0 controls and DEL by their pictures
    /// (<c>␛</c>), C1, bidirectional, zero-width, format, separator, private and unassigned characters by <c>&lt;202E&gt;</c>,
    /// lone surrogates by U+FFFD. The zero-width joiner and the two emoji selectors stay. The result is one line.
    /// </summary>
    /// <param name="maxLength">Most UTF-16 units of the result; what is longer ends in an ellipsis.</param>
    public static string Sanitize(string text, int maxLength = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        if (text.Length <= maxLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }
        var result = new StringBuilder(Math.Min(text.Length, maxLength) + 16);
        int cut = 0; // where the ellipsis goes if it has to
        foreach (Rune rune in text.EnumerateRunes())
        {
            Append(result, rune);
            if (result.Length > maxLength)
            {
                result.Length = cut;
                return maxLength == 0 ? "" : result.Append('…').ToString();
            }
            cut = result.Length < maxLength ? result.Length : cut;
        }
        return result.ToString();
    }

    private static void Append(StringBuilder result, Rune rune)
    {
        int value = rune.Value;
        if (value < 0x20)
        {
            result.Append((char)(0x2400 + value));
        }
        else if (value == 0x7F)
        {
            result.Append('\u2421');
        }
        else if (value is >= 0x80 and < 0xA0)
        {
            result.Append(CultureInfo.InvariantCulture, $"<{value:X2}>");
        }
        else if (IsHidden(rune))
        {
            result.Append(CultureInfo.InvariantCulture, $"<{value:X4}>");
        }
        else
        {
            Span<char> units = stackalloc char[2];
            result.Append(units[..rune.EncodeToUtf16(units)]);
        }
    }

    private static bool IsHidden(Rune rune)
    {
        switch (rune.Value)
        {
            case 0x200D or 0xFE0E or 0xFE0F: // emoji sequences
                return false;
            case 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0: // letters and marks without a glyph
            case >= 0x180B and <= 0x180F:
            case >= 0xFE00 and <= 0xFE0D:
            case >= 0xE0100 and <= 0xE01EF:
                return true;
            default:
                return Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
                        or UnicodeCategory.PrivateUse
                        or UnicodeCategory.OtherNotAssigned
                        or UnicodeCategory.Surrogate;
        }
    }
}
