using System.Buffers;

namespace SioProxy.Protocol.EngineIo;

/// <summary>Reads Engine.IO 4 packets (engine.io-protocol revision 4). Stateless; never throws on a peer's bytes.</summary>
public static class EngineIo4Decoder
{
    private const byte Separator = 0x1e;

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
        if (!isBinary)
        {
            return DecodeText(message, out packet, out fault);
        }
        fault = null;
        packet = new EngineIoPacket
        {
            Type = EngineIoPacketType.Message,
            Version = EngineIoVersion.V4,
            IsBinary = true,
            IsRawBinary = true,
            Raw = message,
            Data = message,
        };
        return OperationStatus.Done;
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
        if (body.IsEmpty || isBinaryBody)
        {
            packet = default;
            fault = body.IsEmpty ? null : EngineIoFaults.Payload("Engine.IO 4 has no application/octet-stream bodies.");
            return body.IsEmpty ? OperationStatus.NeedMoreData : OperationStatus.InvalidData;
        }
        int separator = body.Span.IndexOf(Separator);
        ReadOnlyMemory<byte> text = separator < 0 ? body : body[..separator];
        OperationStatus status = DecodeText(text, out packet, out fault);
        if (status == OperationStatus.Done)
        {
            // A separator at the very end stays, as an empty packet comes behind it, which the next call refuses.
            bool isLast = separator == body.Length - 1;
            body = body[
                (
                    separator < 0 ? body.Length
                    : isLast ? separator
                    : separator + 1
                )..
            ];
        }
        return status;
    }

    private static OperationStatus DecodeText(
        ReadOnlyMemory<byte> text,
        out EngineIoPacket packet,
        out DecodeFault? fault
    )
    {
        ReadOnlySpan<byte> span = text.Span;
        packet = default;
        if (span.IsEmpty)
        {
            fault = EngineIoFaults.Empty;
            return OperationStatus.InvalidData;
        }
        bool isBase64 = span[0] == 'b';
        int type = isBase64 ? (int)EngineIoPacketType.Message : span[0] - '0';
        if ((uint)type > (uint)EngineIoPacketType.Noop)
        {
            fault = EngineIoFaults.UnknownType(span[0]);
            return OperationStatus.InvalidData;
        }
        fault = EngineIoFaults.OfText(span);
        packet = new EngineIoPacket
        {
            Type = (EngineIoPacketType)type,
            Version = EngineIoVersion.V4,
            IsBinary = isBase64,
            IsRawBinary = fault is not null,
            Raw = text,
            Data = isBase64 ? LenientBase64.Decode(span[1..]) : text[1..],
        };
        return OperationStatus.Done;
    }
}
