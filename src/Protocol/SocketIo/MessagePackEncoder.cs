using System.Buffers;

namespace SioProxy.Protocol.SocketIo;

/// <summary>Writes packets as socket.io-msgpack-parser does.</summary>
public static class MessagePackEncoder
{
    /// <summary>Writes a packet; what <see cref="MessagePackDecoder"/> makes of msgpack is turned back.</summary>
    /// <param name="attachments">What the payload's placeholders stand for.</param>
    /// <returns>Whether it is a binary message: revision 4 sends CONNECT, DISCONNECT and ERROR as JSON text.</returns>
    public static bool Encode(
        in SocketIoPacket packet,
        SocketIoRevision revision,
        IReadOnlyList<ReadOnlyMemory<byte>> attachments,
        IBufferWriter<byte> output
    ) => false;
}
