using System.Buffers.Binary;
using System.Text.Unicode;

namespace SioProxy.Protocol.WebSockets;

/// <summary>What a close frame says (RFC 6455, 5.5.1 and 7.4).</summary>
internal static class CloseFrame
{
    /// <summary>Takes the code off the front of a close frame's payload, which is not empty.</summary>
    public static WebSocketItem Parse(in WebSocketItem item)
    {
        if (item.Length < sizeof(ushort))
        {
            return item with { Fault = item.Fault ?? Bad("it has one byte, too short for a code") };
        }
        ushort code = BinaryPrimitives.ReadUInt16BigEndian(item.Payload.Span);
        ReadOnlyMemory<byte> reason = item.Payload[sizeof(ushort)..];
        DecodeFault? fault = item.Fault;
        if (code is < 1000 or 1004 or 1005 or 1006 or 1015 or >= 5000)
        {
            fault ??= Bad($"code {code} must not be sent");
        }
        if (!item.IsTruncated && !Utf8.IsValid(reason.Span))
        {
            fault ??= Bad("its reason is not valid UTF-8");
        }
        return item with { CloseCode = code, Payload = reason, Length = item.Length - sizeof(ushort), Fault = fault };
    }

    private static DecodeFault Bad(string what) => new(FaultCode.WebSocketFrame, $"Bad WebSocket close frame: {what}.");
}
