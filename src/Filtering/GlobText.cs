using System.Text;

namespace SioProxy.Filtering;

/// <summary>The text of <see cref="TextPatternKind.Glob"/> patterns.</summary>
internal static class GlobText
{
    /// <summary>The pattern's characters with its escapes resolved, wildcards as themselves.</summary>
    public static string Unescape(string glob)
    {
        var builder = new StringBuilder(glob.Length);
        for (int i = 0; i < glob.Length; i++)
        {
            if (glob[i] == '\\' && i + 1 < glob.Length)
            {
                i++;
            }
            builder.Append(glob[i]);
        }
        return builder.ToString();
    }

    /// <summary>Whether the whole text fits. Linear for a single star, at worst pattern times text.</summary>
    public static bool IsMatch(ReadOnlySpan<char> glob, ReadOnlySpan<char> text)
    {
        int g = 0;
        int t = 0;
        int starGlob = -1; // behind the latest star, to come back to with one more character under it
        int starText = 0;
        while (t < text.Length)
        {
            if (g < glob.Length && glob[g] == '*')
            {
                starGlob = ++g;
                starText = t;
                continue;
            }
            if (g < glob.Length && TryMatchOne(glob, text, ref g, ref t))
            {
                continue;
            }
            if (starGlob < 0)
            {
                return false;
            }
            g = starGlob;
            t = ++starText;
        }
        while (g < glob.Length && glob[g] == '*')
        {
            g++;
        }
        return g == glob.Length;
    }

    private static bool TryMatchOne(ReadOnlySpan<char> glob, ReadOnlySpan<char> text, ref int g, ref int t)
    {
        if (glob[g] == '?')
        {
            bool isPair = char.IsHighSurrogate(text[t]) && t + 1 < text.Length && char.IsLowSurrogate(text[t + 1]);
            g++;
            t += isPair ? 2 : 1;
            return true;
        }
        int at = glob[g] == '\\' && g + 1 < glob.Length ? g + 1 : g;
        if (!glob.Slice(at, 1).Equals(text.Slice(t, 1), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
        g = at + 1;
        t++;
        return true;
    }
}
