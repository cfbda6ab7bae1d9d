using System.Buffers;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Benchmarks.Codecs;

/// <summary>Something to decode, over and over.</summary>
/// <param name="Kind">How the bytes are carried: <c>message</c>, <c>payload</c> (all of them in one body) or <c>msgpack</c>.</param>
internal sealed record PacketCase(string Name, string Kind, byte[][] Inputs)
{
    /// <summary>Every case, in the order of the report.</summary>
    public static IReadOnlyList<PacketCase> All { get; } =
    [
        .. CodecCorpus.Messages.Select(entry => new PacketCase($"WebSocket: {entry.Key}", "message", entry.Value)),
        new("polling body: mixed", "payload", [CodecCorpus.Payload(CodecCorpus.Messages["mixed"])]),
        new("msgpack: event 64 B", "msgpack", CodecCorpus.MessagePack(64)),
        new("msgpack: event 1 KB", "msgpack", CodecCorpus.MessagePack(1024)),
    ];

    /// <summary>Decodes every input once.</summary>
    /// <returns>How many packets there were.</returns>
    public int Decode() =>
        Kind switch
        {
            "payload" => DecodePayload(),
            "msgpack" => DecodeMessagePack(),
            _ => DecodeMessages(),
        };

    private int DecodeMessages()
    {
        int packets = 0;
        foreach (byte[] message in Inputs)
        {
            if (
                EngineIo4Decoder.DecodeMessage(message, isBinary: false, out EngineIoPacket packet, out _)
                == OperationStatus.Done
            )
            {
                packets += DecodeSocketPacket(packet);
            }
        }
        return packets;
    }

    private int DecodePayload()
    {
        int packets = 0;
        foreach (byte[] input in Inputs)
        {
            ReadOnlyMemory<byte> body = input;
            while (
                EngineIo4Decoder.ReadPayload(ref body, isBinaryBody: false, out EngineIoPacket packet, out _)
                == OperationStatus.Done
            )
            {
                packets += DecodeSocketPacket(packet);
            }
        }
        return packets;
    }

    private int DecodeMessagePack()
    {
        int packets = 0;
        foreach (byte[] message in Inputs)
        {
            OperationStatus status = MessagePackDecoder.Decode(message, SocketIoRevision.V5, out _, out DecodeFault? _);
            packets += status == OperationStatus.Done ? 1 : 0;
        }
        return packets;
    }

    private static int DecodeSocketPacket(in EngineIoPacket packet) =>
        packet.Type != EngineIoPacketType.Message
        || SocketIoDecoder.Decode(packet.Data, SocketIoRevision.V5, out _, out _) == OperationStatus.Done
            ? 1
            : 0;
}
