using System.Runtime.CompilerServices;

namespace SioProxy.Protocol.Json;

/// <summary>
/// Says in one pass that a text is well-formed JSON as <see cref="JsonTokenizer"/> has it, for texts that need not be looked at
/// any closer. It says no, too, to what it does not care to follow: deep nesting, escaped code units.
/// </summary>
internal static class JsonCheck
{
    private const int MaxDepth = 64; // a bit each

    /// <summary>Whether the text is one JSON array or object and nothing else.</summary>
    public static bool IsContainer(ReadOnlySpan<byte> text)
    {
        ulong objects = 0; // a bit for each open container, the innermost one's last: whether it is an object
        int depth = 0;
        int at = SkipWhiteSpace(text, 0);
        while (true)
        {
            if ((objects & 1) != 0)
            {
                at = SkipKey(text, at);
            }
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
                objects = (objects << 1) | (first == '{' ? 1UL : 0UL);
                at = SkipWhiteSpace(text, at + 1);
                if (!IsAt(text, at, EndOf(objects)))
                {
                    continue; // its first value
                }
            }
            else if (depth == 0)
            {
                return false;
            }
            else
            {
                at = SkipWhiteSpace(text, EndOfScalar(text, at, first));
            }
            while (IsAt(text, at, EndOf(objects)))
            {
                at = SkipWhiteSpace(text, at + 1);
                objects >>= 1;
                if (--depth == 0)
                {
                    return at == text.Length;
                }
            }
            if (!IsAt(text, at, (byte)','))
            {
                return false;
            }
            at = SkipWhiteSpace(text, at + 1);
        }
    }

    /// <summary>Where a string ends, behind its closing quote; -1 when it does not, or has an escaped code unit.</summary>
    /// <param name="at">Behind its opening quote.</param>
    public static int EndOfString(ReadOnlySpan<byte> text, int at)
    {
        while (true)
        {
            int stop = JsonStringStops.IndexIn(text[at..]);
            if (stop < 0)
            {
                return -1;
            }
            at += stop;
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

    // All that follows takes and gives offsets by value, so that they stay in registers. A negative one says that the text is
    // wrong: it passes through unchanged, and is inside no text.

    private static byte EndOf(ulong objects) => (objects & 1) != 0 ? (byte)'}' : (byte)']';

    private static int SkipKey(ReadOnlySpan<byte> text, int at)
    {
        if (!IsAt(text, at, (byte)'"'))
        {
            return -1;
        }
        at = SkipWhiteSpace(text, EndOfString(text, at + 1));
        return IsAt(text, at, (byte)':') ? SkipWhiteSpace(text, at + 1) : -1;
    }

    private static int EndOfScalar(ReadOnlySpan<byte> text, int at, byte first) =>
        first switch
        {
            (byte)'"' => EndOfString(text, at + 1),
            (byte)'t' => EndOfLiteral(text, at, "true"u8),
            (byte)'f' => EndOfLiteral(text, at, "false"u8),
            (byte)'n' => EndOfLiteral(text, at, "null"u8),
            _ => JsonTokenizer.EndOfNumber(text, at),
        };

    private static int EndOfLiteral(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> literal) =>
        text[at..].StartsWith(literal) ? at + literal.Length : -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAt(ReadOnlySpan<byte> text, int at, byte value) =>
        (uint)at < (uint)text.Length && text[at] == value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipWhiteSpace(ReadOnlySpan<byte> text, int at)
    {
        while (
            (uint)at < (uint)text.Length
            && text[at] <= ' '
            && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'
        )
        {
            at++;
        }
        return at;
    }
}
