using System.Buffers.Binary;

namespace SioProxy.Protocol.WebSockets;

/// <summary>A frame's header (RFC 6455, 5.2).</summary>
/// <param name="MaskKey">As it lies in memory, for <see cref="WebSocketMask"/>; 0 without a mask.</param>
internal readonly record struct FrameHeader(byte First, byte Second, ulong PayloadLength, uint MaskKey)
{
    public const int MaxLength = 14;

    public bool IsFinal => (First & 0x80) != 0;
    public bool IsCompressed => (First & 0x40) != 0;
    public bool HasReservedBits => (First & 0x30) != 0;
    public WebSocketOpcode Opcode => (WebSocketOpcode)(First & 0x0F);
    public bool IsControl => (First & 0x08) != 0;
    public bool IsReserved => (First & 0x07) > 2;
    public bool IsMasked => (Second & 0x80) != 0;
    public bool IsLongerThanNeeded =>
        (Second & 0x7F) switch
        {
            126 => PayloadLength < 126,
            127 => PayloadLength <= ushort.MaxValue,
            _ => false,
        };

    /// <summary>Length of the whole header, which its first two bytes tell.</summary>
    public static int LengthOf(byte second) =>
        2
        + (second & 0x7F) switch
        {
            126 => sizeof(ushort),
            127 => sizeof(ulong),
            _ => 0,
        }
        + ((second & 0x80) != 0 ? sizeof(uint) : 0);

    /// <summary>Reads a header of which every byte is there.</summary>
    public static FrameHeader Parse(ReadOnlySpan<byte> bytes)
    {
        byte second = bytes[1];
        int at = 2;
        ulong length = (uint)(second & 0x7F);
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
            at += sizeof(ushort);
        }
        else if (length == 127)
        {
            length = BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]);
            at += sizeof(ulong);
        }
        uint key = (second & 0x80) != 0 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) : 0;
        return new FrameHeader(bytes[0], second, length, key);
    }
}
