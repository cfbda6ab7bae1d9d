using System.Text.Json;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Replay.Plan;

/// <summary>A packet's payload as the one JSON array that steps are compared by.</summary>
internal static class StepArguments
{
    public static readonly JsonElement Empty = Parse("[]"u8.ToArray());

    public static JsonElement Of(CapturedPacket packet)
    {
        bool isList =
            packet.Type
            is SocketIoPacketType.Event
                or SocketIoPacketType.BinaryEvent
                or SocketIoPacketType.Ack
                or SocketIoPacketType.BinaryAck;
        if (isList)
        {
            return PacketContent.Args(packet) is { } args ? Parse(args) : Empty;
        }
        return PacketContent.Data(packet) is { } data ? Parse(Wrapped(data.Span)) : Empty;
    }

    /// <summary>A payload as the only element of an array.</summary>
    public static byte[] Wrapped(ReadOnlySpan<byte> value) => [(byte)'[', .. value, (byte)']'];

    /// <summary>The JSON as an element of its own; an empty array when it is not JSON.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return Empty; // the row's own fault says what is wrong with it
        }
    }
}
