using System.Buffers.Binary;

namespace SioProxy.Protocol.SocketIo;

/// <summary>The value of a msgpack number.</summary>
/// <param name="IsFloat">Whether <see cref="Float"/> holds it; else <see cref="Bits"/>.</param>
/// <param name="IsNegative">Whether <see cref="Bits"/> is a negative number in two's complement.</param>
internal readonly record struct MessagePackNumber(bool IsFloat, double Float, ulong Bits, bool IsNegative)
{
    /// <summary>Reads the number that the walker stands at.</summary>
    public static MessagePackNumber Read(in MessagePackWalker walker)
    {
        ReadOnlySpan<byte> content = walker.Content;
        byte format = walker.Format;
        return format switch
        {
            < 0x80 => Signed(format),
            >= 0xe0 => Signed((sbyte)format),
            0xca => new(true, BinaryPrimitives.ReadSingleBigEndian(content), 0, false),
            0xcb => new(true, BinaryPrimitives.ReadDoubleBigEndian(content), 0, false),
            0xcc => Signed(content[0]),
            0xcd => Signed(BinaryPrimitives.ReadUInt16BigEndian(content)),
            0xce => Signed(BinaryPrimitives.ReadUInt32BigEndian(content)),
            0xcf => new(false, 0, BinaryPrimitives.ReadUInt64BigEndian(content), false),
            0xd0 => Signed((sbyte)content[0]),
            0xd1 => Signed(BinaryPrimitives.ReadInt16BigEndian(content)),
            0xd2 => Signed(BinaryPrimitives.ReadInt32BigEndian(content)),
            _ => Signed(BinaryPrimitives.ReadInt64BigEndian(content)),
        };
    }

    /// <summary>The number as a whole one; null when it is not, or too large.</summary>
    public long? Whole =>
        IsFloat ? (Math.Floor(Float) == Float && Math.Abs(Float) < long.MaxValue ? (long)Float : null)
        : IsNegative || Bits <= long.MaxValue ? (long)Bits
        : null;

    private static MessagePackNumber Signed(long value) => new(false, 0, (ulong)value, value < 0);
}
