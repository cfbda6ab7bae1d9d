using System.Text;
using SioProxy.Protocol.Json;

namespace SioProxy.Protocol.SocketIo;

/// <summary>The faults of Socket.IO packets, in one wording.</summary>
internal static class SocketIoFaults
{
    public static DecodeFault NoAttachmentCount { get; } =
        new(
            FaultCode.AttachmentCount,
            "A binary packet says how many attachments follow (1 or more, then '-'); this does not."
        );

    public static DecodeFault TooManyAttachments(long count) =>
        new(
            FaultCode.AttachmentCount,
            $"The packet announces {count} attachments; more than {SocketIoLimits.MaxAttachments} are not followed."
        );

    public static DecodeFault UnknownType(ReadOnlySpan<byte> text) =>
        new(
            FaultCode.SocketIoType,
            text.IsEmpty ? "The packet is empty: it has no type."
                : text[0] is > 0x20 and < 0x7f
                    ? $"The packet begins with '{(char)text[0]}'; a type (0 to 6) was expected."
                : $"The packet begins with byte {text[0]}; a type (0 to 6) was expected."
        );

    public static DecodeFault Json(JsonTokenizer tokens) =>
        new(
            FaultCode.SocketIoPayload,
            tokens.Failure == JsonFailure.TooDeep
                ? $"The payload nests deeper than {JsonTokenizer.MaxDepth} at offset {tokens.End}."
                : $"The payload is not JSON at offset {tokens.End}."
        );

    public static DecodeFault Shape(SocketIoPacketType type, string expected) =>
        new(FaultCode.SocketIoPayload, $"The payload of a packet of type {(int)type} must be {expected}.");

    public static DecodeFault ReservedName(ReadOnlySpan<byte> token) =>
        new(FaultCode.SocketIoPayload, $"The event name {Encoding.UTF8.GetString(token)} is reserved.");

    public static DecodeFault Placeholder(int offset, int attachments) =>
        new(
            FaultCode.Placeholder,
            $"The placeholder at offset {offset} of the payload names none of the packet's {attachments} attachments."
        );
}
