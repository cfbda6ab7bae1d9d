using System.Buffers;
using System.Buffers.Text;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Protocol.SocketIo;

/// <summary>Writes packets as socket.io-msgpack-parser does.</summary>
public static class MessagePackEncoder
{
    /// <summary>Writes a packet; what <see cref="MessagePackDecoder"/> makes of msgpack is turned back.</summary>
    /// <param name="attachments">What the payload's placeholders stand for; one that names none stays an object.</param>
    /// <returns>Whether it is a binary message: revision 4 sends CONNECT, DISCONNECT and ERROR as JSON text.</returns>
    /// <exception cref="FormatException">The payload or the options are not JSON.</exception>
    public static bool Encode(
        in SocketIoPacket packet,
        SocketIoRevision revision,
        IReadOnlyList<ReadOnlyMemory<byte>> attachments,
        IBufferWriter<byte> output
    )
    {
        byte[] name = FullName(packet);
        bool isText =
            revision == SocketIoRevision.V4
            && packet.Type
                is SocketIoPacketType.Connect
                    or SocketIoPacketType.Disconnect
                    or SocketIoPacketType.ConnectError;
        if (isText)
        {
            WriteText(packet, name, output);
            return false;
        }
        int fields =
            2 + (packet.AckId is null ? 0 : 1) + (packet.Payload is null ? 0 : 1) + (packet.Options is null ? 0 : 1);
        MessagePackWriter.WriteMap(output, fields);
        MessagePackWriter.WriteString(output, "type"u8);
        MessagePackWriter.WriteWhole(output, TypeOf(packet.Type, revision));
        MessagePackWriter.WriteString(output, "nsp"u8);
        MessagePackWriter.WriteString(output, name);
        if (packet.AckId is { } id)
        {
            MessagePackWriter.WriteString(output, "id"u8);
            MessagePackWriter.WriteWhole(output, id);
        }
        if (packet.Payload is { } payload)
        {
            MessagePackWriter.WriteString(output, "data"u8);
            new JsonToMessagePack(payload.Span, attachments, output).Run();
        }
        if (packet.Options is { } options)
        {
            MessagePackWriter.WriteString(output, "options"u8);
            new JsonToMessagePack(options.Span, [], output).Run();
        }
        return true;
    }

    // Revision 5 has no binary types here: binary lies inline.
    private static long TypeOf(SocketIoPacketType type, SocketIoRevision revision) =>
        (type, revision) switch
        {
            (SocketIoPacketType.BinaryEvent, SocketIoRevision.V5) => (long)SocketIoPacketType.Event,
            (SocketIoPacketType.BinaryAck, SocketIoRevision.V5) => (long)SocketIoPacketType.Ack,
            _ => (long)type,
        };

    private static byte[] FullName(in SocketIoPacket packet)
    {
        ReadOnlySpan<byte> name = packet.Namespace.IsEmpty ? "/"u8 : packet.Namespace.Span;
        return packet.NamespaceQuery is { } query ? [.. name, (byte)'?', .. query.Span] : name.ToArray();
    }

    private static void WriteText(in SocketIoPacket packet, ReadOnlySpan<byte> name, IBufferWriter<byte> output)
    {
        output.Write("{\"type\":"u8);
        output.Write([(byte)('0' + (int)packet.Type)]);
        output.Write(",\"nsp\":\""u8);
        JavaScriptString.WriteEscaped(name, output);
        output.Write("\""u8);
        if (packet.Payload is { } payload)
        {
            output.Write(",\"data\":"u8);
            output.Write(payload.Span);
        }
        if (packet.AckId is { } id)
        {
            output.Write(",\"id\":"u8);
            _ = Utf8Formatter.TryFormat(id, output.GetSpan(20), out int written);
            output.Advance(written);
        }
        output.Write("}"u8);
    }
}
