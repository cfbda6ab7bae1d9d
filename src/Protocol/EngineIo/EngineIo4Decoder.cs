using System.Buffers;

namespace SioProxy.Protocol.EngineIo;

/// <summary>Reads Engine.IO 4 packets (engine.io-protocol revision 4). Stateless; never throws on a peer's bytes.</summary>
public static class EngineIo4Decoder
{
    /// <summary>Reads one WebSocket message, which is one packet.</summary>
    /// <returns>
    /// Done, with a fault beside the packet when its text is not UTF-8; or InvalidData: no packet, <paramref name="fault"/> says why.
    /// </returns>
    public static OperationStatus DecodeMessage(
        ReadOnlyMemory<byte> message,
        bool isBinary,
        out EngineIoPacket packet,
        out DecodeFault? fault
    )
    {
        packet = default;
        fault = null;
        return OperationStatus.InvalidData;
    }

    /// <summary>Takes the next packet off the front of a polling body (packets joined by U+001E).</summary>
    /// <param name="body">The body, cut behind the packet that was read.</param>
    /// <param name="isBinaryBody">Engine.IO 4 has no binary bodies: true is always InvalidData.</param>
    /// <returns>
    /// Done, with a fault beside the packet when its text is not UTF-8; NeedMoreData: the body is used up; or InvalidData:
    /// the offending bytes are left in <paramref name="body"/>. A body that is empty from the start is used up here,
    /// though the reference refuses it.
    /// </returns>
    public static OperationStatus ReadPayload(
        ref ReadOnlyMemory<byte> body,
        bool isBinaryBody,
        out EngineIoPacket packet,
        out DecodeFault? fault
    )
    {
        packet = default;
        fault = null;
        return OperationStatus.InvalidData;
    }
}
