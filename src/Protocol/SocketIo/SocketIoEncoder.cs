using System.Buffers;
using System.Buffers.Text;

namespace SioProxy.Protocol.SocketIo;

/// <summary>Writes packets as the default parser does.</summary>
public static class SocketIoEncoder
{
    private const int LongestNumber = 20;

    /// <summary>
    /// Writes the text of a packet: <c>type[count-][namespace,][id][payload]</c>. The payload is written as it is,
    /// placeholders included; the attachments follow as messages of their own, which is the caller's part.
    /// </summary>
    public static void Encode(in SocketIoPacket packet, IBufferWriter<byte> output)
    {
        output.Write([(byte)('0' + (int)packet.Type)]);
        if (packet.Type >= SocketIoPacketType.BinaryEvent)
        {
            WriteNumber(packet.AttachmentCount, output);
            output.Write("-"u8);
        }
        ReadOnlySpan<byte> name = packet.Namespace.Span;
        if (packet.NamespaceQuery is not null || !(name.IsEmpty || name.SequenceEqual("/"u8)))
        {
            output.Write(name);
            if (packet.NamespaceQuery is { } query)
            {
                output.Write("?"u8);
                output.Write(query.Span);
            }
            output.Write(","u8);
        }
        if (packet.AckId is { } id)
        {
            WriteNumber(id, output);
        }
        if (packet.Payload is { } payload)
        {
            output.Write(payload.Span);
        }
    }

    private static void WriteNumber(long number, IBufferWriter<byte> output)
    {
        _ = Utf8Formatter.TryFormat(number, output.GetSpan(LongestNumber), out int written);
        output.Advance(written);
    }
}
