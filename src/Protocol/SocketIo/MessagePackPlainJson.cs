using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// Writes msgpack as JSON in one pass, for values as most are: text keys, texts without escapes, no binary, no extensions, not
/// deeply nested. What it takes, <see cref="MessagePackJson"/> writes the same; of everything else, malformed bytes
/// included, it says no.
/// </summary>
internal static class MessagePackPlainJson
{
    /// <summary>Most bytes of JSON that a byte of msgpack becomes: <c>c2</c> is <c>false</c> and a comma.</summary>
    public const int Growth = 6;

    private const int MaxDepth = 32;

    // As JavaScriptString: e2 begins U+2028.
    private static readonly SearchValues<byte> Stops = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(value => (byte)value),
        (byte)'"',
        (byte)'\\',
        0xe2,
    ]);

    /// <summary>Writes the value at <paramref name="at"/>, and moves behind it.</summary>
    /// <param name="json">At least <see cref="Growth"/> times as long as the rest of the data.</param>
    public static bool TryWrite(ReadOnlySpan<byte> data, ref int at, Span<byte> json, out int written)
    {
        Span<int> around = stackalloc int[MaxDepth]; // what the containers around still want, twice; odd: a map
        int depth = 0;
        int left = 1; // tokens that the innermost container still wants
        bool isMap = false;
        written = 0;
        while (true)
        {
            if ((uint)at >= (uint)data.Length)
            {
                return false;
            }
            byte format = data[at];
            bool isKey = isMap && (left & 1) == 0;
            left--;
            if (format is >= 0x80 and < 0xa0 or >= 0xdc and <= 0xdf)
            {
                if (isKey || depth == MaxDepth || !TryOpen(data, ref at, format, out int count, out bool opensMap))
                {
                    return false;
                }
                around[depth++] = (left << 1) | (isMap ? 1 : 0);
                (left, isMap) = (count, opensMap);
                json[written++] = opensMap ? (byte)'{' : (byte)'[';
            }
            else if (format is >= 0xa0 and < 0xc0 or 0xd9 or 0xda)
            {
                if (!TryWriteText(data, ref at, format, json, ref written))
                {
                    return false;
                }
            }
            else if (isKey || !TryWriteScalar(data, ref at, format, json, ref written))
            {
                return false;
            }
            while (left == 0 && depth > 0)
            {
                json[written++] = isMap ? (byte)'}' : (byte)']';
                int outer = around[--depth];
                (left, isMap) = (outer >> 1, (outer & 1) != 0);
            }
            if (left == 0)
            {
                return true;
            }
            if (json[written - 1] is not ((byte)'[' or (byte)'{')) // texts end in quotes: a container was just opened
            {
                json[written++] = isKey ? (byte)':' : (byte)',';
            }
        }
    }

    private static bool TryOpen(ReadOnlySpan<byte> data, ref int at, byte format, out int tokens, out bool isMap)
    {
        isMap = format is < 0x90 or 0xde or 0xdf;
        long count;
        if (format < 0xa0)
        {
            count = format & 0x0f;
            at++;
        }
        else if ((format & 1) == 0 && BinaryPrimitives.TryReadUInt16BigEndian(data[(at + 1)..], out ushort few))
        {
            count = few;
            at += 3;
        }
        else if ((format & 1) != 0 && BinaryPrimitives.TryReadUInt32BigEndian(data[(at + 1)..], out uint many))
        {
            count = many;
            at += 5;
        }
        else
        {
            tokens = 0;
            return false;
        }
        count *= isMap ? 2 : 1;
        tokens = (int)Math.Min(count, int.MaxValue);
        return count <= data.Length - at; // each takes a byte at least
    }

    private static bool TryWriteText(ReadOnlySpan<byte> data, ref int at, byte format, Span<byte> json, ref int written)
    {
        int length;
        if (format < 0xc0)
        {
            length = format & 0x1f;
            at++;
        }
        else if (format == 0xd9 && at + 1 < data.Length)
        {
            length = data[at + 1];
            at += 2;
        }
        else if (format == 0xda && BinaryPrimitives.TryReadUInt16BigEndian(data[(at + 1)..], out ushort longer))
        {
            length = longer;
            at += 3;
        }
        else
        {
            return false;
        }
        if (length > data.Length - at)
        {
            return false;
        }
        Span<byte> target = json[written..];
        target[0] = (byte)'"';
        if (!TryCopy(data, at, length, target[1..]))
        {
            return false;
        }
        target[length + 1] = (byte)'"';
        at += length;
        written += length + 2;
        return true;
    }

    private static bool TryCopy(ReadOnlySpan<byte> data, int at, int length, Span<byte> target)
    {
        int done = 0;
        // What is loaded and stored beyond the text is overwritten by what comes next, or was never asked for.
        while (
            done < length
            && data.Length - at - done >= Vector128<byte>.Count
            && target.Length - done >= Vector128<byte>.Count
        )
        {
            Vector128<byte> piece = Vector128.Create(data.Slice(at + done, Vector128<byte>.Count));
            uint stops = (
                Vector128.LessThan(piece.AsSByte(), Vector128.Create((sbyte)0x20)).AsByte() // negative: not ASCII
                | Vector128.Equals(piece, Vector128.Create((byte)'"'))
                | Vector128.Equals(piece, Vector128.Create((byte)'\\'))
            ).ExtractMostSignificantBits();
            int left = length - done;
            if ((left < Vector128<byte>.Count ? stops & ((1u << left) - 1) : stops) != 0)
            {
                break;
            }
            piece.CopyTo(target[done..]);
            done += Vector128<byte>.Count;
        }
        return done >= length || TryCopyRest(data.Slice(at + done, length - done), target[done..]);
    }

    private static bool TryCopyRest(ReadOnlySpan<byte> text, Span<byte> target)
    {
        int i = 0;
        for (; i < text.Length && i < Vector128<byte>.Count; i++)
        {
            byte value = text[i];
            if (value is < 0x20 or (byte)'"' or (byte)'\\' or >= 0x80)
            {
                break;
            }
            target[i] = value;
        }
        ReadOnlySpan<byte> rest = text[i..];
        if (rest.IsEmpty)
        {
            return true;
        }
        if (rest.ContainsAny(Stops) || !Utf8.IsValid(rest))
        {
            return false;
        }
        rest.CopyTo(target[i..]);
        return true;
    }

    private static bool TryWriteScalar(
        ReadOnlySpan<byte> data,
        ref int at,
        byte format,
        Span<byte> json,
        ref int written
    )
    {
        ReadOnlySpan<byte> rest = data[(at + 1)..];
        if (format is < 0x80 or >= 0xe0)
        {
            at++;
            return TryWriteWhole((sbyte)format, json, ref written);
        }
        int size = format switch
        {
            0xca or 0xce or 0xd2 => 4,
            0xcb or 0xcf or 0xd3 => 8,
            0xcc or 0xd0 => 1,
            0xcd or 0xd1 => 2,
            _ => 0,
        };
        if (rest.Length < size)
        {
            return false;
        }
        at += 1 + size;
        switch (format)
        {
            case 0xc0:
                return TryWriteWord("null"u8, json, ref written);
            case 0xc2:
                return TryWriteWord("false"u8, json, ref written);
            case 0xc3:
                return TryWriteWord("true"u8, json, ref written);
            case 0xca:
                return TryWriteFloat(BinaryPrimitives.ReadSingleBigEndian(rest), json, ref written);
            case 0xcb:
                return TryWriteFloat(BinaryPrimitives.ReadDoubleBigEndian(rest), json, ref written);
            case 0xcc:
                return TryWriteWhole(rest[0], json, ref written);
            case 0xcd:
                return TryWriteWhole(BinaryPrimitives.ReadUInt16BigEndian(rest), json, ref written);
            case 0xce:
                return TryWriteWhole(BinaryPrimitives.ReadUInt32BigEndian(rest), json, ref written);
            case 0xcf:
                ulong large = BinaryPrimitives.ReadUInt64BigEndian(rest);
                return large <= long.MaxValue && TryWriteWhole((long)large, json, ref written);
            case 0xd0:
                return TryWriteWhole((sbyte)rest[0], json, ref written);
            case 0xd1:
                return TryWriteWhole(BinaryPrimitives.ReadInt16BigEndian(rest), json, ref written);
            case 0xd2:
                return TryWriteWhole(BinaryPrimitives.ReadInt32BigEndian(rest), json, ref written);
            case 0xd3:
                return TryWriteWhole(BinaryPrimitives.ReadInt64BigEndian(rest), json, ref written);
            default:
                return false;
        }
    }

    private static bool TryWriteWhole(long value, Span<byte> json, ref int written)
    {
        if (value is >= 0 and < 10)
        {
            json[written++] = (byte)('0' + value);
            return true;
        }
        bool fits = Utf8Formatter.TryFormat(value, json[written..], out int length);
        written += length;
        return fits;
    }

    private static bool TryWriteFloat(double value, Span<byte> json, ref int written)
    {
        if (
            !double.IsFinite(value)
            || !value.TryFormat(json[written..], out int length, "R", CultureInfo.InvariantCulture)
        )
        {
            return false;
        }
        written += length;
        return true;
    }

    private static bool TryWriteWord(ReadOnlySpan<byte> word, Span<byte> json, ref int written)
    {
        word.CopyTo(json[written..]);
        written += word.Length;
        return true;
    }
}
