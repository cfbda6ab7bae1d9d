using System.Buffers;
using System.Text;

namespace SioProxy.Storage.Rows;

/// <summary>Integers of variable length (LEB128; signed ones zigzag), strings and bytes behind their length.</summary>
internal static class RecordWriter
{
    public static void Byte(this IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public static void Unsigned(this IBufferWriter<byte> output, ulong value)
    {
        Span<byte> span = output.GetSpan(10);
        int length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        span[length++] = (byte)value;
        output.Advance(length);
    }

    public static void Signed(this IBufferWriter<byte> output, long value) =>
        output.Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public static void Optional(this IBufferWriter<byte> output, long? value)
    {
        output.Byte(value is null ? (byte)0 : (byte)1);
        if (value is { } number)
        {
            output.Signed(number);
        }
    }

    public static void Bytes(this IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        output.Unsigned((ulong)value.Length);
        output.Write(value);
    }

    // Latin-1 headers and JavaScript's lone surrogates: strings go as UTF-8 when that keeps them, as UTF-16 otherwise.
    public static void Text(this IBufferWriter<byte> output, string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Span<byte> span = output.GetSpan(length + 11);
        if (HasLoneSurrogate(value))
        {
            output.Unsigned(((ulong)value.Length << 1) | 1);
            foreach (char unit in value)
            {
                output.Byte((byte)unit);
                output.Byte((byte)(unit >> 8));
            }
            return;
        }
        output.Unsigned((ulong)length << 1);
        span = output.GetSpan(length);
        _ = Encoding.UTF8.GetBytes(value, span);
        output.Advance(length);
    }

    public static void OptionalText(this IBufferWriter<byte> output, string? value)
    {
        output.Byte(value is null ? (byte)0 : (byte)1);
        if (value is not null)
        {
            output.Text(value);
        }
    }

    private static bool HasLoneSurrogate(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(value[i]))
            {
                return true;
            }
        }
        return false;
    }
}
