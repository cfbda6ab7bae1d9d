using System.Buffers;

namespace SioProxy.Protocol.Json;

/// <summary>
/// Says in one pass that a text is well-formed JSON as <see cref="JsonTokenizer"/> has it, for texts that need not be looked at
/// any closer. It says no, too, to what it does not care to follow: deep nesting, escaped code units.
/// </summary>
internal static class JsonCheck
{
    private const int MaxDepth = 64; // a bit each
    private const int FewBytes = 12; // a vector does not pay for

    private static readonly SearchValues<byte> StringStops = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(value => (byte)value),
        (byte)'"',
        (byte)'\\',
    ]);

    /// <summary>Whether the text is one JSON array or object and nothing else.</summary>
    public static bool IsContainer(ReadOnlySpan<byte> text)
    {
        ulong isObject = 0; // the innermost container's bit is the last
        int depth = 0;
        int at = 0;
        bool wantsKey = false;
        while (true)
        {
            if (wantsKey && !SkipKey(text, ref at))
            {
                return false;
            }
            SkipWhiteSpace(text, ref at);
            if ((uint)at >= (uint)text.Length)
            {
                return false;
            }
            byte first = text[at];
            if (first is (byte)'[' or (byte)'{')
            {
                if (depth == MaxDepth)
                {
                    return false;
                }
                depth++;
                wantsKey = first == '{';
                isObject = (isObject << 1) | (wantsKey ? 1UL : 0UL);
                at++;
                SkipWhiteSpace(text, ref at);
                if ((uint)at >= (uint)text.Length || text[at] != first + 2)
                {
                    continue; // not empty ('[' + 2 is ']', '{' + 2 is '}'): its first value
                }
            }
            else if (depth == 0 || !SkipScalar(text, ref at, first))
            {
                return false;
            }
            if (!SkipEnds(text, ref at, ref depth, ref isObject, out wantsKey))
            {
                return depth == 0 && at == text.Length;
            }
        }
    }

    /// <summary>Where a string ends, behind its closing quote; -1 when it does not, or has an escaped code unit.</summary>
    /// <param name="at">Behind its opening quote.</param>
    public static int EndOfString(ReadOnlySpan<byte> text, int at)
    {
        int few = Math.Min(text.Length, at + FewBytes);
        while (true)
        {
            while (at < few && text[at] is >= 0x20 and not (byte)'"' and not (byte)'\\')
            {
                at++;
            }
            if (at >= few)
            {
                int stop = text[at..].IndexOfAny(StringStops);
                if (stop < 0)
                {
                    return -1;
                }
                at += stop;
            }
            if (text[at] == '"')
            {
                return at + 1;
            }
            if (text[at] != '\\' || at + 1 >= text.Length || !"\"\\/bfnrt"u8.Contains(text[at + 1]))
            {
                return -1;
            }
            at += 2;
        }
    }

    // Behind a value: containers that end there, then a comma. False: the text is over, or wrong.
    private static bool SkipEnds(
        ReadOnlySpan<byte> text,
        ref int at,
        ref int depth,
        ref ulong isObject,
        out bool wantsKey
    )
    {
        wantsKey = (isObject & 1) != 0;
        SkipWhiteSpace(text, ref at);
        while (depth > 0 && (uint)at < (uint)text.Length)
        {
            byte next = text[at];
            if (next == ',')
            {
                at++;
                return true;
            }
            if (next != (wantsKey ? (byte)'}' : (byte)']'))
            {
                return false;
            }
            at++;
            depth--;
            isObject >>= 1;
            wantsKey = (isObject & 1) != 0;
            SkipWhiteSpace(text, ref at);
        }
        return false;
    }

    private static bool SkipKey(ReadOnlySpan<byte> text, ref int at)
    {
        SkipWhiteSpace(text, ref at);
        if ((uint)at >= (uint)text.Length || text[at] != '"')
        {
            return false;
        }
        at = EndOfString(text, at + 1);
        if (at < 0)
        {
            return false;
        }
        SkipWhiteSpace(text, ref at);
        return (uint)at < (uint)text.Length && text[at++] == ':';
    }

    private static bool SkipScalar(ReadOnlySpan<byte> text, ref int at, byte first)
    {
        switch (first)
        {
            case (byte)'"':
                at = EndOfString(text, at + 1);
                return at >= 0;
            case (byte)'t':
                return SkipLiteral(text, ref at, "true"u8);
            case (byte)'f':
                return SkipLiteral(text, ref at, "false"u8);
            case (byte)'n':
                return SkipLiteral(text, ref at, "null"u8);
            default:
                at = JsonTokenizer.EndOfNumber(text, at);
                return at >= 0;
        }
    }

    private static bool SkipLiteral(ReadOnlySpan<byte> text, ref int at, ReadOnlySpan<byte> literal)
    {
        bool isThere = text[at..].StartsWith(literal);
        at += literal.Length;
        return isThere;
    }

    private static void SkipWhiteSpace(ReadOnlySpan<byte> text, ref int at)
    {
        while ((uint)at < (uint)text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }
    }
}
