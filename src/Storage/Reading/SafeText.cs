using System.Text;

namespace SioProxy.Storage.Reading;

/// <summary>
/// Which part of a text stands in a payload record as it is, wherever the matcher finds the text. Characters that JSON
/// escapes, that rewriting a payload touches, or that have cases beyond ASCII's do not count.
/// </summary>
internal static class SafeText
{
    private const int MinLength = 2; // anything shorter is in every row

    /// <summary>The longest such part, in bytes; null when there is none worth searching for.</summary>
    public static string? LongestRun(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> longest = default;
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && IsSafe(text[i]))
            {
                continue;
            }
            ReadOnlySpan<char> run = text[start..i];
            longest = Encoding.UTF8.GetByteCount(run) > Encoding.UTF8.GetByteCount(longest) ? run : longest;
            start = i + 1;
        }
        return Encoding.UTF8.GetByteCount(longest) < MinLength ? null : longest.ToString();
    }

    /// <summary>The longest such part that every text that fits a glob contains.</summary>
    public static string? LongestRunOfGlob(string glob)
    {
        var literal = new StringBuilder(glob.Length);
        for (int i = 0; i < glob.Length; i++)
        {
            bool isEscape = glob[i] == '\\' && i + 1 < glob.Length;
            i += isEscape ? 1 : 0;
            _ = literal.Append(!isEscape && glob[i] is '*' or '?' ? '\0' : glob[i]);
        }
        return LongestRun(literal.ToString());
    }

    private static bool IsSafe(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@' || IsCaseless(c);

    // Kana, Han and Hangul: no character but itself is equal to one of these.
    private static bool IsCaseless(char c) =>
        c
            is (>= '\u3040' and <= '\u30ff')
                or (>= '\u3400' and <= '\u4dbf')
                or (>= '\u4e00' and <= '\u9fff')
                or (>= '\uac00' and <= '\ud7a3');
}
