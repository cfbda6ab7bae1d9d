using System.Buffers.Binary;

namespace SioProxy.Protocol.SocketIo;

/// <summary>The head of one msgpack token (msgpack specification, "Formats").</summary>
/// <param name="Length">Bytes of the head: format, length, and an extension's type.</param>
/// <param name="Content">Bytes behind it that belong to the token itself.</param>
/// <param name="Children">Tokens of values inside: an array's elements, a map's keys and values.</param>
internal readonly record struct MessagePackHeader(MessagePackTokenKind Kind, int Length, int Content, int Children)
{
    public int Total => Length + Content;

    /// <summary>Reads the head at <paramref name="at"/>; whatever it announces has room in the data, if only one byte each.</summary>
    /// <returns>False when it is malformed or announces more than there is.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, int at, out MessagePackHeader header)
    {
        header = default;
        if ((uint)at >= (uint)data.Length)
        {
            return false;
        }
        byte format = data[at];
        ReadOnlySpan<byte> rest = data[(at + 1)..];
        if (!TryRead(format, rest, out MessagePackTokenKind kind, out int length, out long content, out long children))
        {
            return false;
        }
        // The peer chose these numbers: a child takes a byte at least.
        if (length + content + children > rest.Length)
        {
            return false;
        }
        header = new MessagePackHeader(kind, length + 1, (int)content, (int)children);
        return true;
    }

    private static bool TryRead(
        byte format,
        ReadOnlySpan<byte> rest,
        out MessagePackTokenKind kind,
        out int length,
        out long content,
        out long children
    )
    {
        (kind, length, content, children) = format switch
        {
            < 0x80 or >= 0xe0 => (MessagePackTokenKind.WholeNumber, 0, 0L, 0L),
            < 0x90 => (MessagePackTokenKind.Map, 0, 0, 2 * (format & 0x0f)),
            < 0xa0 => (MessagePackTokenKind.Array, 0, 0, format & 0x0f),
            < 0xc0 => (MessagePackTokenKind.Text, 0, format & 0x1f, 0),
            0xc0 => (MessagePackTokenKind.Nil, 0, 0, 0),
            0xc2 or 0xc3 => (MessagePackTokenKind.Boolean, 0, 0, 0),
            >= 0xc4 and <= 0xc6 => (MessagePackTokenKind.Binary, 1 << (format - 0xc4), -1, 0),
            >= 0xc7 and <= 0xc9 => (MessagePackTokenKind.Extension, (1 << (format - 0xc7)) + 1, -1, 0),
            0xca or 0xcb => (MessagePackTokenKind.FloatingPoint, 0, 4 << (format - 0xca), 0),
            >= 0xcc and <= 0xcf => (MessagePackTokenKind.WholeNumber, 0, 1 << (format - 0xcc), 0),
            >= 0xd0 and <= 0xd3 => (MessagePackTokenKind.WholeNumber, 0, 1 << (format - 0xd0), 0),
            >= 0xd4 and <= 0xd8 => (MessagePackTokenKind.Extension, 1, 1 << (format - 0xd4), 0),
            >= 0xd9 and <= 0xdb => (MessagePackTokenKind.Text, 1 << (format - 0xd9), -1, 0),
            0xdc or 0xdd => (MessagePackTokenKind.Array, 2 << (format - 0xdc), 0, -1),
            0xde or 0xdf => (MessagePackTokenKind.Map, 2 << (format - 0xde), 0, -1),
            _ => (MessagePackTokenKind.None, 0, 0, 0), // c1 is never used
        };
        if (kind == MessagePackTokenKind.None || rest.Length < length)
        {
            return false;
        }
        int lengthBytes = kind == MessagePackTokenKind.Extension ? length - 1 : length;
        content = content < 0 ? ReadUnsigned(rest[..lengthBytes]) : content;
        children = children >= 0 ? children : ReadUnsigned(rest[..length]) * (kind == MessagePackTokenKind.Map ? 2 : 1);
        return true;
    }

    private static long ReadUnsigned(ReadOnlySpan<byte> bytes) =>
        bytes.Length switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        };
}
