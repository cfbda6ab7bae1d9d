using System.Text;

namespace SioProxy.Protocol.Json;

/// <summary>The text of JSON strings. Lone surrogate escapes, which UTF-8 cannot hold, become U+FFFD.</summary>
public static class JsonText
{
    /// <summary>Takes the escapes out of what is between a string's quotes. The result is never longer.</summary>
    /// <param name="escaped">The string's text, its quotes left out; must have passed <see cref="JsonTokenizer"/>.</param>
    /// <param name="destination">At least as long as <paramref name="escaped"/>; may be the same memory.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        int written = 0;
        while (true)
        {
            int escape = escaped.IndexOf((byte)'\\');
            ReadOnlySpan<byte> plain = escape < 0 ? escaped : escaped[..escape];
            plain.CopyTo(destination[written..]);
            written += plain.Length;
            if (escape < 0)
            {
                return written;
            }
            escaped = escaped[escape..];
            int length = EscapeLength(escaped);
            if (length == 0)
            {
                return written; // not reached on text that the tokenizer took
            }
            Rune rune = ReadEscape(escaped, ref length);
            written += rune.EncodeToUtf8(destination[written..]);
            escaped = escaped[length..];
        }
    }

    /// <summary>The string that a JSON string token means, or the token itself for a number.</summary>
    /// <param name="token">A token that <see cref="JsonTokenizer"/> took, with its quotes.</param>
    public static string GetString(ReadOnlySpan<byte> token)
    {
        if (token.Length < 2 || token[0] != '"')
        {
            return Encoding.UTF8.GetString(token);
        }
        ReadOnlySpan<byte> content = token[1..^1];
        if (!content.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(content);
        }
        byte[] unescaped = new byte[content.Length];
        return Encoding.UTF8.GetString(unescaped, 0, Unescape(content, unescaped));
    }

    /// <summary>Whether a JSON string token means <paramref name="text"/>, escapes resolved.</summary>
    /// <param name="token">A string token that <see cref="JsonTokenizer"/> took, with its quotes.</param>
    /// <param name="text">Plain UTF-8.</param>
    public static bool Equals(ReadOnlySpan<byte> token, ReadOnlySpan<byte> text)
    {
        if (token.Length < 2 || token[0] != '"')
        {
            return false;
        }
        ReadOnlySpan<byte> content = token[1..^1];
        if (!content.Contains((byte)'\\'))
        {
            return content.SequenceEqual(text);
        }
        if (content.Length > text.Length * 6) // an escape is at most six times as long as what it stands for
        {
            return false;
        }
        Span<byte> unescaped = content.Length <= 128 ? stackalloc byte[128] : new byte[content.Length];
        return unescaped[..Unescape(content, unescaped)].SequenceEqual(text);
    }

    // Bytes of the one escape that the text begins with; 0 when it is none.
    internal static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }
        if (text[1] != 'u')
        {
            return
                text[1]
                    is (byte)'"'
                        or (byte)'\\'
                        or (byte)'/'
                        or (byte)'b'
                        or (byte)'f'
                        or (byte)'n'
                        or (byte)'r'
                        or (byte)'t'
                ? 2
                : 0;
        }
        return text.Length >= 6 && CodeUnit(text) >= 0 ? 6 : 0;
    }

    private static Rune ReadEscape(ReadOnlySpan<byte> text, ref int length)
    {
        if (text[1] != 'u')
        {
            return new Rune(
                text[1] switch
                {
                    (byte)'b' => '\b',
                    (byte)'f' => '\f',
                    (byte)'n' => '\n',
                    (byte)'r' => '\r',
                    (byte)'t' => '\t',
                    byte other => (char)other,
                }
            );
        }
        char unit = (char)CodeUnit(text);
        if (Rune.TryCreate(unit, out Rune rune))
        {
            return rune;
        }
        if (text.Length >= 12 && text[6] == '\\' && text[7] == 'u' && CodeUnit(text[6..]) is int low and >= 0)
        {
            if (Rune.TryCreate(unit, (char)low, out rune))
            {
                length = 12;
                return rune;
            }
        }
        return Rune.ReplacementChar;
    }

    private static int CodeUnit(ReadOnlySpan<byte> escape)
    {
        int unit = 0;
        for (int i = 2; i < 6; i++)
        {
            int digit = HexDigit(escape[i]);
            if (digit < 0)
            {
                return -1;
            }
            unit = (unit << 4) | digit;
        }
        return unit;
    }

    private static int HexDigit(byte value) =>
        value switch
        {
            >= (byte)'0' and <= (byte)'9' => value - '0',
            >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
            _ => -1,
        };
}
