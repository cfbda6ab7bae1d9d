using System.Buffers;

namespace SioProxy.Protocol.EngineIo;

/// <summary>Reads Engine.IO 3 packets (engine.io-protocol revision 3). Stateless; never throws on a peer's bytes.</summary>
public static class EngineIo3Decoder
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
    ) => isBinary ? DecodeBinary(message, out packet, out fault) : DecodeText(message, out packet, out fault);

    /// <summary>Takes the next packet off the front of a polling body (text or binary form).</summary>
    /// <param name="body">The body, cut behind the packet that was read.</param>
    /// <param name="isBinaryBody">Whether the body came as application/octet-stream.</param>
    /// <returns>
    /// Done, with a fault beside the packet when its text is not UTF-8 or the body ends before a binary form's packet does;
    /// NeedMoreData: the body is used up; or InvalidData: the offending bytes are left in <paramref name="body"/>. A body
    /// that is empty from the start is used up here, though the reference refuses it.
    /// </returns>
    public static OperationStatus ReadPayload(
        ref ReadOnlyMemory<byte> body,
        bool isBinaryBody,
        out EngineIoPacket packet,
        out DecodeFault? fault
    ) => isBinaryBody ? ReadBinaryBody(ref body, out packet, out fault) : ReadTextBody(ref body, out packet, out fault);

    // <length>:<packet>, the length in UTF-16 code units.
    private static OperationStatus ReadTextBody(
        ref ReadOnlyMemory<byte> body,
        out EngineIoPacket packet,
        out DecodeFault? fault
    )
    {
        packet = default;
        fault = null;
        while (!body.IsEmpty)
        {
            fault = TextEntry.TryRead(body.Span, out TextEntry entry);
            if (fault is not null)
            {
                return OperationStatus.InvalidData;
            }
            if (entry.Length > 0)
            {
                OperationStatus status = DecodeText(body.Slice(entry.Start, entry.Length), out packet, out fault);
                body = status == OperationStatus.Done ? body[entry.End..] : body;
                return status;
            }
            body = body[entry.End..]; // of no packets the encoder makes "0:"
        }
        return OperationStatus.NeedMoreData;
    }

    // 00 (text) or 01 (binary), the length's digits as bytes 0 to 9, FF, then the packet; the length in bytes.
    private static OperationStatus ReadBinaryBody(
        ref ReadOnlyMemory<byte> body,
        out EngineIoPacket packet,
        out DecodeFault? fault
    )
    {
        packet = default;
        fault = null;
        ReadOnlySpan<byte> span = body.Span;
        if (span.IsEmpty)
        {
            return OperationStatus.NeedMoreData;
        }
        int digitsEnd = span[1..].IndexOfAnyExceptInRange((byte)0, (byte)9) + 1;
        if (digitsEnd <= 1 || span[digitsEnd] != 0xff)
        {
            fault = EngineIoFaults.Payload(
                "A length (bytes 0 to 9, then FF) was expected behind the first byte of a binary entry."
            );
            return OperationStatus.InvalidData;
        }
        ReadOnlyMemory<byte> rest = body[(digitsEnd + 1)..];
        int length = ClampedLength(span[1..digitsEnd], rest.Length, out bool isShort);
        ReadOnlyMemory<byte> entry = rest[..length];
        OperationStatus status =
            span[0] == 0 ? DecodeText(entry, out packet, out fault) : DecodeBinary(entry, out packet, out fault);
        if (status == OperationStatus.Done)
        {
            body = rest[length..];
            // The reference takes what is there of a truncated packet without a word.
            fault = isShort ? EngineIoFaults.Payload("The body ends before its last packet does.") : fault;
        }
        return status;
    }

    private static int ClampedLength(ReadOnlySpan<byte> digits, int available, out bool isShort)
    {
        long length = 0;
        foreach (byte digit in digits)
        {
            length = (length * 10) + digit;
            if (length > available)
            {
                isShort = true;
                return available;
            }
        }
        isShort = false;
        return (int)length;
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
        int type = (isBase64 && span.Length > 1 ? span[1] : span[0]) - '0';
        if ((uint)type > (uint)EngineIoPacketType.Noop)
        {
            fault = EngineIoFaults.UnknownType(isBase64 && span.Length > 1 ? span[1] : span[0]);
            return OperationStatus.InvalidData;
        }
        fault = EngineIoFaults.OfText(span);
        packet = new EngineIoPacket
        {
            Type = (EngineIoPacketType)type,
            Version = EngineIoVersion.V3,
            IsBinary = isBase64,
            IsRawBinary = fault is not null,
            Raw = text,
            Data = isBase64 ? LenientBase64.Decode(span[2..]) : text[1..],
        };
        return OperationStatus.Done;
    }

    private static OperationStatus DecodeBinary(
        ReadOnlyMemory<byte> bytes,
        out EngineIoPacket packet,
        out DecodeFault? fault
    )
    {
        packet = default;
        if (bytes.IsEmpty || bytes.Span[0] > (byte)EngineIoPacketType.Noop)
        {
            fault = bytes.IsEmpty ? EngineIoFaults.Empty : EngineIoFaults.UnknownBinaryType(bytes.Span[0]);
            return OperationStatus.InvalidData;
        }
        fault = null;
        packet = new EngineIoPacket
        {
            Type = (EngineIoPacketType)bytes.Span[0],
            Version = EngineIoVersion.V3,
            IsBinary = true,
            IsRawBinary = true,
            Raw = bytes,
            Data = bytes[1..],
        };
        return OperationStatus.Done;
    }
}
