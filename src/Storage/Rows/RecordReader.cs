using System.Buffers.Binary;
using System.Text;

namespace SioProxy.Storage.Rows;

/// <summary>
/// Reads what <see cref="RecordWriter"/> wrote. The bytes may be anybody's: past their end, or where they make no sense, it
/// returns zeros and nothings and <see cref="Failed"/> stays true.
/// </summary>
internal ref struct RecordReader(ReadOnlyMemory<byte> bytes)
{
    private readonly ReadOnlyMemory<byte> _bytes = bytes;
    private readonly ReadOnlySpan<byte> _span = bytes.Span;
    private int _position;

    public bool Failed { get; private set; }

    public readonly int Remaining => _span.Length - _position;

    public byte Byte()
    {
        if (_position >= _span.Length)
        {
            Failed = true;
            return 0;
        }
        return _span[_position++];
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7f) << Math.Min(shift, 63);
            if (next < 0x80)
            {
                return value;
            }
        }
        Failed = true;
        return 0;
    }

    public long Signed()
    {
        ulong value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public long? Optional() => Byte() == 0 ? null : Signed();

    public ReadOnlyMemory<byte> Bytes()
    {
        ulong length = Unsigned();
        return Take(length);
    }

    public ReadOnlyMemory<byte> Rest() => Take((ulong)Remaining);

    public string Text()
    {
        ulong head = Unsigned();
        if ((head & 1) == 0)
        {
            return Encoding.UTF8.GetString(Take(head >> 1).Span);
        }
        ulong units = head >> 1;
        ReadOnlySpan<byte> pairs = units > int.MaxValue ? Take(ulong.MaxValue).Span : Take(units * 2).Span;
        return string.Create(
            pairs.Length / 2,
            pairs,
            static (chars, source) =>
            {
                for (int i = 0; i < chars.Length; i++)
                {
                    chars[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]);
                }
            }
        );
    }

    /// <summary>Passes over a text.</summary>
    public void SkipText()
    {
        ulong head = Unsigned();
        ulong length = head >> 1;
        _ = Take((head & 1) == 0 || length > int.MaxValue ? length : 2 * length);
    }

    public string? OptionalText() => Byte() == 0 ? null : Text();

    /// <summary>A count of things that take at least a byte each: never more than the bytes that are left.</summary>
    public int Count()
    {
        ulong count = Unsigned();
        if (count > (ulong)Remaining)
        {
            Failed = true;
            return 0;
        }
        return (int)count;
    }

    private ReadOnlyMemory<byte> Take(ulong length)
    {
        if (Failed || length > (ulong)Remaining)
        {
            Failed = true;
            return default;
        }
        ReadOnlyMemory<byte> taken = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return taken;
    }
}
