using System.Buffers;
using System.Globalization;
using System.Text;

namespace SioProxy.Filtering;

/// <summary>Text of JSON strings, read leniently: a lone surrogate or invalid UTF-8 is a character that matches nothing.</summary>
internal static class LenientJsonText
{
    /// <summary>Resolves the escapes in <paramref name="text"/>, in place; returns how much is left of it.</summary>
    public static int Unescape(Span<char> text)
    {
        int read = text.IndexOf('\\');
        if (read < 0)
        {
            return text.Length;
        }
        int written = read;
        while (read < text.Length)
        {
            char c = text[read++];
            if (c == '\\' && read < text.Length)
            {
                c = text[read++];
                if (c == 'u' && TryReadUnit(text[read..], out char unit))
                {
                    c = unit;
                    read += 4;
                }
                else
                {
                    c = Simple(c);
                }
            }
            text[written++] = c;
        }
        return written;
    }

    private static char Simple(char code) =>
        code switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\b',
            'f' => '\f',
            _ => code,
        };

    private static bool TryReadUnit(ReadOnlySpan<char> hex, out char unit)
    {
        unit = '\0';
        if (
            hex.Length < 4
            || !ushort.TryParse(
                hex[..4],
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out ushort value
            )
        )
        {
            return false;
        }
        unit = (char)value;
        return true;
    }

    /// <summary>Decodes UTF-8 into a rented array (to be given back), and resolves escapes if asked to.</summary>
    public static char[] Rent(ReadOnlySpan<byte> utf8, bool unescapes, out int length)
    {
        char[] chars = ArrayPool<char>.Shared.Rent(Math.Max(1, utf8.Length)); // never more UTF-16 units than bytes
        length = Encoding.UTF8.GetChars(utf8, chars);
        if (unescapes)
        {
            length = Unescape(chars.AsSpan(0, length));
        }
        return chars;
    }
}
