using System.Buffers;

namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// Reads the packets of the default parser (socket.io-protocol revisions 4 and 5): the text of an Engine.IO message,
/// attachments apart. Stateless; never throws on a peer's bytes; time linear in their number.
/// </summary>
public static class SocketIoDecoder
{
    /// <summary>Reads one packet.</summary>
    /// <param name="data">An Engine.IO message's data, UTF-8 text.</param>
    /// <returns>
    /// Done; or InvalidData: <paramref name="fault"/> says why, and <paramref name="packet"/> holds what could be read, in
    /// the order type, namespace, ack id, payload. With an unknown type (<see cref="FaultCode.SocketIoType"/>) it holds nothing.
    /// </returns>
    public static OperationStatus Decode(
        ReadOnlyMemory<byte> data,
        SocketIoRevision revision,
        out SocketIoPacket packet,
        out DecodeFault? fault
    )
    {
        packet = default;
        fault = null;
        return OperationStatus.InvalidData;
    }
}
