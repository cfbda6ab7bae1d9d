using System.Runtime.CompilerServices;

namespace SioProxy.Protocol.WebSockets;

/// <summary>
/// Judges a frame by its header alone. One broken rule is an odd sender, whose frames can still be followed; two in
/// one header, or a length of more than 63 bits, are bytes that are no frames.
/// </summary>
internal static class FrameRules
{
    public const int MaxControlPayload = 125;

    /// <summary>Whether every rule is kept. The common case, so it is a few comparisons.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Keeps(in FrameHeader header, WebSocketReaderOptions options) =>
        !header.HasReservedBits
        && !header.IsReserved
        && header.IsMasked == (options.Direction == Direction.ClientToServer)
        && !header.IsLongerThanNeeded
        && (!header.IsCompressed || MayBeCompressed(header, options))
        && (!header.IsControl || (header.IsFinal && header.PayloadLength <= MaxControlPayload))
        && header.PayloadLength <= long.MaxValue;

    /// <summary>What is wrong with a header that does not keep the rules.</summary>
    /// <param name="isFirst">Whether it is the direction's first.</param>
    /// <param name="isLost">Whether nothing that follows can be framed.</param>
    public static DecodeFault Describe(
        in FrameHeader header,
        WebSocketReaderOptions options,
        bool isFirst,
        out bool isLost
    )
    {
        List<string> broken = [];
        if (header.IsReserved)
        {
            broken.Add($"opcode {(int)header.Opcode} is reserved");
        }
        if (header.HasReservedBits)
        {
            broken.Add("RSV2 or RSV3 is set, which no agreed extension uses");
        }
        if (header.IsCompressed && !MayBeCompressed(header, options))
        {
            broken.Add(
                options.Deflate
                    ? "RSV1 is set on a frame that does not begin a message"
                    : "RSV1 is set although permessage-deflate was not agreed"
            );
        }
        if (header.IsMasked != (options.Direction == Direction.ClientToServer))
        {
            broken.Add(header.IsMasked ? "a server's frame is masked" : "a client's frame is not masked");
        }
        if ((header.IsControl || header.IsReserved) && !header.IsFinal)
        {
            broken.Add("a control frame is fragmented");
        }
        if (header.IsControl && header.PayloadLength > MaxControlPayload)
        {
            broken.Add($"a control frame has {header.PayloadLength} bytes, more than {MaxControlPayload}");
        }
        if (header.IsLongerThanNeeded)
        {
            broken.Add($"the length {header.PayloadLength} is not in its shortest form");
        }
        if (header.PayloadLength > long.MaxValue)
        {
            broken.Add("the payload length has its highest bit set");
        }
        isLost = broken.Count > 1 || header.PayloadLength > long.MaxValue;
        string all = string.Join("; ", broken);
        if (!isLost)
        {
            return new DecodeFault(FaultCode.WebSocketFrame, $"Bad WebSocket frame: {all}.");
        }
        string start = $"{header.First:X2} {header.Second:X2}";
        if (!isFirst)
        {
            return new DecodeFault(
                FaultCode.WebSocketFrame,
                $"Framing is lost at a header that begins {start}: {all}."
            );
        }
        return new DecodeFault(
            FaultCode.NotWebSocket,
            header.First == (byte)'H' && options.Direction == Direction.ServerToClient
                ? "After the 101 comes what looks like an HTTP response, not WebSocket frames."
                : $"After the 101 come no WebSocket frames: the first bytes are {start}, and {all}."
        );
    }

    private static bool MayBeCompressed(in FrameHeader header, WebSocketReaderOptions options) =>
        options.Deflate && header.Opcode is WebSocketOpcode.Text or WebSocketOpcode.Binary;
}
