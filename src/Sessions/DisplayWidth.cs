using System.Globalization;
using System.Text;

namespace SioProxy.Sessions;

/// <summary>How many columns of a terminal text takes: two for East Asian wide characters and emoji, none for what combines.</summary>
public static class DisplayWidth
{
    private const int EmojiSelector = 0xFE0F;

    // Unicode's East_Asian_Width W and F in ranges, unassigned characters between them included; ascending.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F),
        (0x231A, 0x231B),
        (0x2329, 0x232A),
        (0x23E9, 0x23EC),
        (0x23F0, 0x23F0),
        (0x23F3, 0x23F3),
        (0x25FD, 0x25FE),
        (0x2614, 0x2615),
        (0x2630, 0x2637),
        (0x2648, 0x2653),
        (0x267F, 0x267F),
        (0x268A, 0x268F),
        (0x2693, 0x2693),
        (0x26A1, 0x26A1),
        (0x26AA, 0x26AB),
        (0x26BD, 0x26BE),
        (0x26C4, 0x26C5),
        (0x26CE, 0x26CE),
        (0x26D4, 0x26D4),
        (0x26EA, 0x26EA),
        (0x26F2, 0x26F3),
        (0x26F5, 0x26F5),
        (0x26FA, 0x26FA),
        (0x26FD, 0x26FD),
        (0x2705, 0x2705),
        (0x270A, 0x270B),
        (0x2728, 0x2728),
        (0x274C, 0x274C),
        (0x274E, 0x274E),
        (0x2753, 0x2755),
        (0x2757, 0x2757),
        (0x2795, 0x2797),
        (0x27B0, 0x27B0),
        (0x27BF, 0x27BF),
        (0x2B1B, 0x2B1C),
        (0x2B50, 0x2B50),
        (0x2B55, 0x2B55),
        (0x2E80, 0x303E),
        (0x3041, 0xA4CF),
        (0xA960, 0xA97C),
        (0xAC00, 0xD7A3),
        (0xF900, 0xFAFF),
        (0xFE10, 0xFE19),
        (0xFE30, 0xFE6F),
        (0xFF01, 0xFF60),
        (0xFFE0, 0xFFE6),
        (0x16FE0, 0x18DFF),
        (0x1AFF0, 0x1B2FF),
        (0x1D300, 0x1D376),
        (0x1F004, 0x1F004),
        (0x1F0CF, 0x1F0CF),
        (0x1F18E, 0x1F18E),
        (0x1F191, 0x1F19A),
        (0x1F1E6, 0x1F320),
        (0x1F32D, 0x1F335),
        (0x1F337, 0x1F37C),
        (0x1F37E, 0x1F393),
        (0x1F3A0, 0x1F3CA),
        (0x1F3CF, 0x1F3D3),
        (0x1F3E0, 0x1F3F0),
        (0x1F3F4, 0x1F3F4),
        (0x1F3F8, 0x1F43E),
        (0x1F440, 0x1F440),
        (0x1F442, 0x1F4FC),
        (0x1F4FF, 0x1F53D),
        (0x1F54B, 0x1F54E),
        (0x1F550, 0x1F567),
        (0x1F57A, 0x1F57A),
        (0x1F595, 0x1F596),
        (0x1F5A4, 0x1F5A4),
        (0x1F5FB, 0x1F64F),
        (0x1F680, 0x1F6C5),
        (0x1F6CC, 0x1F6CC),
        (0x1F6D0, 0x1F6D2),
        (0x1F6D5, 0x1F6DF),
        (0x1F6EB, 0x1F6EC),
        (0x1F6F4, 0x1F6FC),
        (0x1F7E0, 0x1F7F0),
        (0x1F90C, 0x1F93A),
        (0x1F93C, 0x1F945),
        (0x1F947, 0x1F9FF),
        (0x1FA70, 0x1FAFF),
        (0x20000, 0x3FFFD),
    ];

    /// <summary>The columns of sanitised text.</summary>
    public static int Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text.Length;
        }
        int columns = 0;
        for (int at = 0; at < text.Length; )
        {
            columns += Next(text.AsSpan(at), out int length);
            at += length;
        }
        return columns;
    }

    /// <summary>Text in at most that many columns; what is longer ends in an ellipsis.</summary>
    public static string Fit(string text, int columns)
    {
        ArgumentNullException.ThrowIfNull(text);
        int used = 0;
        int cut = 0; // where the ellipsis goes if it has to
        for (int at = 0; at < text.Length; )
        {
            used += Next(text.AsSpan(at), out int length);
            if (used > columns)
            {
                return columns <= 0 ? "" : text[..cut] + "…";
            }
            at += length;
            cut = used < columns ? at : cut;
        }
        return text;
    }

    /// <summary>Text filled up with blanks on its right, or on its left.</summary>
    public static string Pad(string text, int columns, bool isRight = false)
    {
        string blanks = new(' ', Math.Max(0, columns - Of(text)));
        return isRight ? blanks + text : text + blanks;
    }

    // What a terminal shows as one character is as wide as its widest part: a flag, a family, a letter with its accents.
    private static int Next(ReadOnlySpan<char> text, out int length)
    {
        length = StringInfo.GetNextTextElementLength(text);
        int columns = 0;
        foreach (Rune rune in text[..length].EnumerateRunes())
        {
            columns = Math.Max(columns, Of(rune));
        }
        return columns;
    }

    private static int Of(Rune rune)
    {
        int value = rune.Value;
        if (value is >= 0x20 and < 0x7F)
        {
            return 1;
        }
        if (value == EmojiSelector || IsWide(value))
        {
            return 2;
        }
        return
            Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.EnclosingMark
                    or UnicodeCategory.Format
                    or UnicodeCategory.Control
            ? 0
            : 1;
    }

    private static bool IsWide(int value)
    {
        int low = 0;
        int high = Wide.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (value < Wide[middle].First)
            {
                high = middle - 1;
            }
            else if (value > Wide[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }
        return false;
    }
}
