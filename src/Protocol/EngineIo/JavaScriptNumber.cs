using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace SioProxy.Protocol.EngineIo;

/// <summary>
/// What JavaScript's <c>Number(text)</c> makes of text (ECMA-262, StringToNumber): the reference parsers read lengths,
/// counts and ids with it.
/// </summary>
internal static class JavaScriptNumber
{
    private static readonly SearchValues<byte> Decimal = SearchValues.Create("0123456789+-.eE"u8);

    /// <returns>False where JavaScript says NaN; infinities too, as nothing on the wire may be one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        text = Trim(text);
        value = 0;
        if (text.IsEmpty)
        {
            return true;
        }
        if (text.Length > 2 && text[0] == '0' && (text[1] | 0x20) is 'x' or 'o' or 'b')
        {
            return TryParseRadix(
                text[2..],
                (text[1] | 0x20) switch
                {
                    'x' => 16,
                    'o' => 8,
                    _ => 2,
                },
                out value
            );
        }
        return text.IndexOfAnyExcept(Decimal) < 0
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    /// <summary>Reads a whole number from 0 on; plain digits that fit are read exactly, beyond 2^53 too.</summary>
    /// <returns>False for anything else, and for what <see cref="long"/> does not hold.</returns>
    public static bool TryParseWhole(ReadOnlySpan<byte> text, out long value)
    {
        if (
            Utf8Parser.TryParse(text, out value, out int consumed)
            && consumed == text.Length
            && text[0] is not ((byte)'-' or (byte)'+')
        )
        {
            return true;
        }
        value = 0;
        if (!TryParse(text, out double number) || number < 0 || number >= long.MaxValue || Math.Floor(number) != number)
        {
            return false;
        }
        value = (long)number;
        return true;
    }

    /// <summary>Bytes of the white space character that the text begins with (ECMA-262 white space and line ends); 0 if none.</summary>
    public static int WhiteSpaceLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }
        if (text[0] < 0x80)
        {
            return text[0] is (byte)' ' or (>= 0x09 and <= 0x0d) ? 1 : 0;
        }
        if (text.StartsWith("\u00a0"u8))
        {
            return 2;
        }
        if (text.Length < 3)
        {
            return 0;
        }
        int lead = (text[0] << 16) | (text[1] << 8) | text[2];
        return
            lead
                is 0xe19a80
                    or (>= 0xe28080 and <= 0xe2808a)
                    or 0xe280a8
                    or 0xe280a9
                    or 0xe280af
                    or 0xe2819f
                    or 0xe38080
                    or 0xefbbbf
            ? 3
            : 0;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (WhiteSpaceLength(text) is > 0 and int length)
        {
            text = text[length..];
        }
        while (!text.IsEmpty)
        {
            // A white space character is one byte, two or three, and no tail of one is another.
            int tail =
                WhiteSpaceLength(text[^1..]) == 1 ? 1
                : text.Length >= 2 && WhiteSpaceLength(text[^2..]) == 2 ? 2
                : text.Length >= 3 && WhiteSpaceLength(text[^3..]) == 3 ? 3
                : 0;
            if (tail == 0)
            {
                break;
            }
            text = text[..^tail];
        }
        return text;
    }

    private static bool TryParseRadix(ReadOnlySpan<byte> digits, int radix, out double value)
    {
        value = 0;
        foreach (byte c in digits)
        {
            int digit =
                c is >= (byte)'0' and <= (byte)'9' ? c - '0'
                : (c | 0x20) is >= 'a' and <= 'f' ? (c | 0x20) - 'a' + 10
                : radix;
            if (digit >= radix)
            {
                return false;
            }
            value = (value * radix) + digit;
        }
        return double.IsFinite(value);
    }
}
