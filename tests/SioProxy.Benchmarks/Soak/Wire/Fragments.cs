using System.Buffers;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Benchmarks.Soak.Wire;

/// <summary>WebSocket messages in random fragments, masks and pings between them.</summary>
internal static class Fragments
{
    public static void Write(
        ArrayBufferWriter<byte> output,
        ReadOnlyMemory<byte> message,
        bool isText,
        bool isClient,
        Random random
    )
    {
        int frames = random.Next(3) == 0 ? random.Next(1, 6) : 1;
        int at = 0;
        for (int i = 0; i < frames; i++)
        {
            bool isLast = i == frames - 1;
            int length = isLast ? message.Length - at : random.Next(message.Length - at + 1);
            WebSocketOpcode opcode =
                i > 0 ? WebSocketOpcode.Continuation
                : isText ? WebSocketOpcode.Text
                : WebSocketOpcode.Binary;
            WebSocketFrameWriter.Write(output, opcode, message.Span.Slice(at, length), Mask(isClient, random), isLast);
            at += length;
            if (!isLast && random.Next(3) == 0)
            {
                WebSocketFrameWriter.Write(output, WebSocketOpcode.Ping, "between"u8, Mask(isClient, random));
            }
        }
    }

    private static uint? Mask(bool isClient, Random random) => isClient ? (uint)random.NextInt64() : null;
}
