using System.Buffers;
using System.Buffers.Binary;

namespace SioProxy.Protocol.SocketIo;

/// <summary>Writes msgpack tokens in their shortest form, as notepack does.</summary>
public static class MessagePackWriter
{
    /// <summary>Writes a string.</summary>
    public static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length < 0x20)
        {
            WriteHead(output, (byte)(0xa0 | utf8.Length));
        }
        else
        {
            WriteHead(output, 0xd9, utf8.Length);
        }
        output.Write(utf8);
    }

    /// <summary>Writes binary data.</summary>
    public static void WriteBinary(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        WriteHead(output, 0xc4, bytes.Length);
        output.Write(bytes);
    }

    /// <summary>Writes the head of an array; its elements are to follow.</summary>
    public static void WriteArray(IBufferWriter<byte> output, int count) => WriteContainer(output, 0x90, 0xdc, count);

    /// <summary>Writes the head of a map; its keys and values are to follow.</summary>
    public static void WriteMap(IBufferWriter<byte> output, int count) => WriteContainer(output, 0x80, 0xde, count);

    /// <summary>Writes nil.</summary>
    public static void WriteNil(IBufferWriter<byte> output) => WriteHead(output, 0xc0);

    /// <summary>Writes true or false.</summary>
    public static void WriteBoolean(IBufferWriter<byte> output, bool value) =>
        WriteHead(output, value ? (byte)0xc3 : (byte)0xc2);

    /// <summary>Writes a whole number.</summary>
    public static void WriteWhole(IBufferWriter<byte> output, long value)
    {
        switch (value)
        {
            case >= 0:
                WriteWhole(output, (ulong)value);
                break;
            case >= -0x20:
                WriteHead(output, (byte)value);
                break;
            case >= sbyte.MinValue:
                WriteHead(output, 0xd0);
                output.Write([(byte)value]);
                break;
            case >= short.MinValue:
                WriteHead(output, 0xd1);
                BinaryPrimitives.WriteInt16BigEndian(output.GetSpan(2), (short)value);
                output.Advance(2);
                break;
            case >= int.MinValue:
                WriteHead(output, 0xd2);
                BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), (int)value);
                output.Advance(4);
                break;
            default:
                WriteHead(output, 0xd3);
                BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(8), value);
                output.Advance(8);
                break;
        }
    }

    /// <summary>Writes a whole number that is not negative.</summary>
    public static void WriteWhole(IBufferWriter<byte> output, ulong value)
    {
        if (value < 0x80)
        {
            WriteHead(output, (byte)value);
        }
        else if (value <= uint.MaxValue)
        {
            WriteHead(output, 0xcc, (long)value);
        }
        else
        {
            WriteHead(output, 0xcf);
            BinaryPrimitives.WriteUInt64BigEndian(output.GetSpan(8), value);
            output.Advance(8);
        }
    }

    /// <summary>Writes a 64-bit floating-point number.</summary>
    public static void WriteFloat(IBufferWriter<byte> output, double value)
    {
        WriteHead(output, 0xcb);
        BinaryPrimitives.WriteDoubleBigEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    /// <summary>Writes an extension.</summary>
    public static void WriteExtension(IBufferWriter<byte> output, sbyte type, ReadOnlySpan<byte> content)
    {
        int fixedForm = content.Length is 1 or 2 or 4 or 8 or 16 ? int.Log2(content.Length) : -1;
        if (fixedForm >= 0)
        {
            WriteHead(output, (byte)(0xd4 + fixedForm));
        }
        else
        {
            WriteHead(output, 0xc7, content.Length);
        }
        output.Write([(byte)type]);
        output.Write(content);
    }

    private static void WriteContainer(IBufferWriter<byte> output, byte fixedForm, byte form16, int count)
    {
        if (count < 0x10)
        {
            WriteHead(output, (byte)(fixedForm | count));
        }
        else
        {
            WriteHead(output, (byte)(form16 - 1), Math.Max(count, 0x100), count);
        }
    }

    private static void WriteHead(IBufferWriter<byte> output, byte format) => output.Write([format]);

    private static void WriteHead(IBufferWriter<byte> output, byte form8, long length) =>
        WriteHead(output, form8, length, length);

    // The formats with 8, 16 and 32 bits of length follow each other.
    private static void WriteHead(IBufferWriter<byte> output, byte form8, long width, long length)
    {
        Span<byte> head = output.GetSpan(5);
        switch (width)
        {
            case < 0x100:
                head[0] = form8;
                head[1] = (byte)length;
                output.Advance(2);
                break;
            case < 0x10000:
                head[0] = (byte)(form8 + 1);
                BinaryPrimitives.WriteUInt16BigEndian(head[1..], (ushort)length);
                output.Advance(3);
                break;
            default:
                head[0] = (byte)(form8 + 2);
                BinaryPrimitives.WriteUInt32BigEndian(head[1..], (uint)length);
                output.Advance(5);
                break;
        }
    }
}
