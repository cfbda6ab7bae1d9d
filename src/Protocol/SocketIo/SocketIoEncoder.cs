using System.Buffers;

namespace SioProxy.Protocol.SocketIo;

/// <summary>Writes packets as the default parser does.</summary>
public static class SocketIoEncoder
{
    /// <summary>
    /// Writes the text of a packet: <c>type[count-][namespace,][id][payload]</c>. The payload is written as it is,
    /// placeholders included; the attachments follow as messages of their own, which is the caller's part.
    /// </summary>
    public static void Encode(in SocketIoPacket packet, IBufferWriter<byte> output) { }
}
