using System.Buffers;

namespace SioProxy.Sessions;

/// <summary>
/// Finds what looks like a named secret in text that need not parse: a name, perhaps in quotes, a colon or an equals sign, a
/// value. Quotes are looked at from the name outwards only, as text that starts or ends anywhere has no telling parity.
/// </summary>
internal sealed class LexicalScan(RedactedNames names, SecretMask mask)
{
    private static readonly SearchValues<byte> Separators = SearchValues.Create(":="u8);
    private static readonly SearchValues<byte> BareEnds = SearchValues.Create(",;&}])\"'<>\r\n"u8);

    /// <summary>Whether anything in the text might be a named secret. Cheap; escapes make it say yes.</summary>
    public bool Mentions(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\\u00"u8) >= 0 || text.Contains((byte)'%'))
        {
            return true;
        }
        int from = 0;
        while (from < text.Length)
        {
            int next = text[from..].IndexOfAny(Separators);
            if (next < 0)
            {
                return false;
            }
            if (IsNamed(text, from + next))
            {
                return true;
            }
            from += next + 1;
        }
        return false;
    }

    /// <summary>Finds what is to be replaced.</summary>
    /// <param name="place">How the place is called in the list of what was masked.</param>
    /// <returns>False when a value's end cannot be told: then the whole text must not be kept.</returns>
    public bool TryScan(ReadOnlySpan<byte> text, string place, RedactionHits hits)
    {
        if (!Mentions(text))
        {
            return true;
        }
        Unescaped plain = Unescaped.Of(text);
        ReadOnlySpan<byte> bytes = plain.Bytes;
        int from = 0;
        while (from < bytes.Length)
        {
            int next = bytes[from..].IndexOfAny(Separators);
            if (next < 0)
            {
                break;
            }
            int separator = from + next;
            from = separator + 1;
            if (!IsNamed(bytes, separator))
            {
                continue;
            }
            if (!TryValue(bytes, separator + 1, out int start, out int end, out bool isOpen))
            {
                return false;
            }
            from = end;
            hits.IsOpenEnded |= isOpen;
            ReadOnlySpan<byte> value = bytes[start..end];
            if (value.IsEmpty || SecretMask.IsMask(value))
            {
                continue;
            }
            hits.Add(plain.Position(start), plain.Position(end), mask.Of(value), isQuoted: false, place);
        }
        return true;
    }

    // Looks back from a separator: blanks, a closing quote with the backslashes that escape it, the name.
    private bool IsNamed(ReadOnlySpan<byte> text, int separator)
    {
        int end = separator;
        while (end > 0 && text[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            end--;
        }
        ReadOnlySpan<byte> before = text[..end];
        if (before.IsEmpty)
        {
            return false;
        }
        if (IsPlainKey(before, out bool isNamed))
        {
            return isNamed;
        }
        if (before[^1] is (byte)'"' or (byte)'\'')
        {
            byte quote = before[^1];
            ReadOnlySpan<byte> inside = before[..^1].TrimEnd((byte)'\\');
            int open = inside.LastIndexOf(quote);
            if (names.Contains(inside[(open + 1)..]))
            {
                return true;
            }
            before = inside;
        }
        int length = 0;
        while (length < before.Length && length < 128 && IsNameByte(before[^(length + 1)]))
        {
            length++;
        }
        return length > 0 && names.Contains(before[^length..]);
    }

    // Most often: a quote, letters, a quote. Then the name is the same whether it is read up to a quote or as a bare word.
    private bool IsPlainKey(ReadOnlySpan<byte> before, out bool isNamed)
    {
        isNamed = false;
        byte quote = before[^1];
        if (quote is not ((byte)'"' or (byte)'\''))
        {
            return false;
        }
        int start = before.Length - 1;
        while (start > 0 && before.Length - start < 64 && IsNameByte(before[start - 1]))
        {
            start--;
        }
        if (start == 0 || before[start - 1] != quote || start == before.Length - 1)
        {
            return false;
        }
        isNamed = names.Contains(before[start..^1]);
        return true;
    }

    private static bool TryValue(ReadOnlySpan<byte> text, int at, out int start, out int end, out bool isOpen)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }
        int escapes = 0;
        while (at + escapes < text.Length && text[at + escapes] == '\\')
        {
            escapes++;
        }
        start = at;
        end = text.Length;
        isOpen = true;
        if (at + escapes >= text.Length)
        {
            end = start = text.Length;
            return true; // the value is not here; what comes next may be it
        }
        byte first = text[at + escapes];
        if (first is (byte)'{' or (byte)'[')
        {
            return false;
        }
        if (first is (byte)'"' or (byte)'\'')
        {
            start = at + escapes + 1;
            isOpen = !TryClose(text, start, first, escapes, out end);
            return isOpen || IsEnd(text[end..].TrimStart((byte)'\\')[1..]);
        }
        int bare = text[at..].IndexOfAny(BareEnds);
        end = bare < 0 ? text.Length : at + bare;
        isOpen = bare < 0;
        if (end == at && !isOpen)
        {
            return text[end] == '&' && text[end - 1] == '='; // token=&x=1 has no value; {"token":}abc} may have one
        }
        return isOpen || text[end] != ',' || IsNextMember(text[(end + 1)..]);
    }

    // What may stand behind a closing quote; anything else says that the quote did not close the value.
    private static bool IsEnd(ReadOnlySpan<byte> after)
    {
        ReadOnlySpan<byte> rest = after.TrimStart(" \t\r\n\\"u8);
        return rest.IsEmpty || ",}]);&\"'"u8.Contains(rest[0]) || rest.Length < after.Length;
    }

    // What may stand behind a comma that ends a bare value; anything else may be the rest of it.
    private static bool IsNextMember(ReadOnlySpan<byte> after)
    {
        int length = 0;
        while (length < after.Length && IsNameByte(after[length]))
        {
            length++;
        }
        return length == after.Length ? length == 0 : length == 0 || after[length] is (byte)':' or (byte)'=';
    }

    private static bool TryClose(ReadOnlySpan<byte> text, int from, byte quote, int escapes, out int end)
    {
        for (int at = from; ; at++)
        {
            int next = at >= text.Length ? -1 : text[at..].IndexOf(quote);
            if (next < 0)
            {
                end = text.Length;
                return false;
            }
            at += next;
            int run = 0;
            while (at - run > from && text[at - run - 1] == '\\')
            {
                run++;
            }
            if (escapes == 0 ? run % 2 == 0 : run <= escapes)
            {
                end = at - run + (escapes == 0 ? run : 0);
                return true;
            }
        }
    }

    private static bool IsNameByte(byte b) =>
        b
            is (>= (byte)'a' and <= (byte)'z')
                or (>= (byte)'A' and <= (byte)'Z')
                or (>= (byte)'0' and <= (byte)'9')
                or (byte)'_'
                or >= 0x80;

    // Names and punctuation may hide in \u0074 or %74: both are read, and positions remembered.
    private readonly ref struct Unescaped(ReadOnlySpan<byte> bytes, int[]? positions)
    {
        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        public int Position(int index) => positions is null ? index : positions[index];

        public static Unescaped Of(ReadOnlySpan<byte> text)
        {
            if (text.IndexOf("\\u00"u8) < 0 && !text.Contains((byte)'%'))
            {
                return new Unescaped(text, null);
            }
            byte[] bytes = new byte[text.Length];
            int[] positions = new int[text.Length + 1];
            int count = 0;
            int at = 0;
            while (at < text.Length)
            {
                positions[count] = at;
                int taken = Take(text[at..], out bytes[count++]);
                at += taken;
            }
            positions[count] = text.Length;
            return new Unescaped(bytes.AsSpan(0, count), positions);
        }

        private static int Take(ReadOnlySpan<byte> text, out byte value)
        {
            value = text[0];
            if (value == '%' && text.Length >= 3 && TryHex(text.Slice(1, 2), out byte percent))
            {
                value = percent;
                return 3;
            }
            // Letters, digits and the underscore alone: an escaped quote or backslash is part of a string.
            if (
                value == '\\'
                && text.StartsWith("\\u00"u8)
                && text.Length >= 6
                && TryHex(text.Slice(4, 2), out byte letter)
                && letter < 0x80
                && IsNameByte(letter)
            )
            {
                value = letter;
                return 6;
            }
            return 1;
        }

        private static bool TryHex(ReadOnlySpan<byte> digits, out byte value)
        {
            Span<byte> one = stackalloc byte[1];
            bool isHex = Convert.FromHexString(digits, one, out _, out _) == OperationStatus.Done;
            value = one[0];
            return isHex;
        }
    }
}
