using System.Buffers;
using System.Buffers.Binary;

namespace SioProxy.Protocol.WebSockets;

/// <summary>Writes WebSocket frames (RFC 6455, 5.2), lengths in their shortest form. It forbids nothing: bad frames can be made too.</summary>
public static class WebSocketFrameWriter
{
    private const int MaxHeader = 14;

    /// <summary>Writes one frame.</summary>
    /// <param name="payload">As it goes into the frame, before masking: already compressed when <paramref name="isCompressed"/>.</param>
    /// <param name="maskKey">The key to mask with, its first byte in the highest bits; null: not masked (a server's frames).</param>
    /// <param name="isCompressed">Sets RSV1: the first frame of a permessage-deflate message.</param>
    public static void Write(
        IBufferWriter<byte> output,
        WebSocketOpcode opcode,
        ReadOnlySpan<byte> payload,
        uint? maskKey = null,
        bool isFinal = true,
        bool isCompressed = false
    )
    {
        Span<byte> header = output.GetSpan(MaxHeader);
        header[0] = (byte)((isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | (byte)opcode);
        int length = 2;
        if (payload.Length < 126)
        {
            header[1] = (byte)payload.Length;
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            header[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)payload.Length);
            length = 4;
        }
        else
        {
            header[1] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)payload.Length);
            length = 10;
        }
        if (maskKey is uint key)
        {
            header[1] |= 0x80;
            BinaryPrimitives.WriteUInt32BigEndian(header[length..], key);
            length += 4;
        }
        output.Advance(length);
        if (payload.IsEmpty)
        {
            return;
        }
        Span<byte> target = output.GetSpan(payload.Length)[..payload.Length];
        WebSocketMask.Apply(payload, target, maskKey is uint mask ? BinaryPrimitives.ReverseEndianness(mask) : 0);
        output.Advance(payload.Length);
    }

    /// <summary>Writes a close frame; an empty one when <paramref name="code"/> is null.</summary>
    /// <param name="reason">UTF-8, at most 123 bytes to be valid; only with a code.</param>
    public static void WriteClose(
        IBufferWriter<byte> output,
        ushort? code,
        ReadOnlySpan<byte> reason = default,
        uint? maskKey = null
    )
    {
        if (code is not ushort value)
        {
            Write(output, WebSocketOpcode.Close, [], maskKey);
            return;
        }
        byte[] payload = new byte[sizeof(ushort) + reason.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, value);
        reason.CopyTo(payload.AsSpan(sizeof(ushort)));
        Write(output, WebSocketOpcode.Close, payload, maskKey);
    }
}
