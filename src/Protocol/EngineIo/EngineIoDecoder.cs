using System.Buffers;

namespace SioProxy.Protocol.EngineIo;

/// <summary>Reads Engine.IO packets with the decoder of a version. Stateless; never throws on a peer's bytes.</summary>
public static class EngineIoDecoder
{
    /// <summary>Reads one WebSocket message, which is one packet.</summary>
    /// <inheritdoc cref="EngineIo4Decoder.DecodeMessage" path="/returns"/>
    public static OperationStatus DecodeMessage(
        EngineIoVersion version,
        ReadOnlyMemory<byte> message,
        bool isBinary,
        out EngineIoPacket packet,
        out DecodeFault? fault
    ) =>
        version == EngineIoVersion.V3
            ? EngineIo3Decoder.DecodeMessage(message, isBinary, out packet, out fault)
            : EngineIo4Decoder.DecodeMessage(message, isBinary, out packet, out fault);

    /// <summary>Takes the next packet off the front of a polling body.</summary>
    /// <param name="body">The body, cut behind the packet that was read.</param>
    /// <param name="isBinaryBody">Whether the body came as application/octet-stream.</param>
    /// <returns>
    /// Done, with a fault beside the packet when its text is not UTF-8 (Engine.IO 3: or cut off); NeedMoreData: the body is
    /// used up; or InvalidData: the offending bytes are left in <paramref name="body"/>.
    /// </returns>
    public static OperationStatus ReadPayload(
        EngineIoVersion version,
        ref ReadOnlyMemory<byte> body,
        bool isBinaryBody,
        out EngineIoPacket packet,
        out DecodeFault? fault
    ) =>
        version == EngineIoVersion.V3
            ? EngineIo3Decoder.ReadPayload(ref body, isBinaryBody, out packet, out fault)
            : EngineIo4Decoder.ReadPayload(ref body, isBinaryBody, out packet, out fault);
}
