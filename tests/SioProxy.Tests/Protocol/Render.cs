using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Protocol;

/// <summary>Decoded packets in the notation of vectors.json, and the loops that decode whole bodies.</summary>
internal static class Render
{
    public static JsonObject Packet(EngineIoPacket packet)
    {
        var rendered = new JsonObject { ["type"] = Name(packet.Type) };
        if (packet.IsBinary)
        {
            rendered["binary"] = Convert.ToBase64String(packet.Data.Span);
        }
        else if (packet.Data.Length > 0)
        {
            rendered["data"] = Encoding.UTF8.GetString(packet.Data.Span);
        }
        return rendered;
    }

    public static string Name(EngineIoPacketType type) => type.ToString().ToLowerInvariant();

    public static EngineIoPacketType Type(string name) => Enum.Parse<EngineIoPacketType>(name, ignoreCase: true);

    /// <summary>All packets of a polling body, and whether it ended in a fault; an empty body is one.</summary>
    public static (List<EngineIoPacket> Packets, bool IsError) ReadBody(int eio, byte[] body, bool isOctetStream)
    {
        List<EngineIoPacket> packets = [];
        ReadOnlyMemory<byte> rest = body;
        if (rest.IsEmpty)
        {
            return (packets, true);
        }
        while (true)
        {
            int before = rest.Length;
            OperationStatus status =
                eio == 4
                    ? EngineIo4Decoder.ReadPayload(ref rest, isOctetStream, out EngineIoPacket packet, out _)
                    : EngineIo3Decoder.ReadPayload(ref rest, isOctetStream, out packet, out _);
            if (status != OperationStatus.Done)
            {
                Assert.Equal(status == OperationStatus.NeedMoreData, rest.IsEmpty);
                return (packets, status == OperationStatus.InvalidData);
            }
            Assert.True(rest.Length < before, "A packet takes bytes.");
            packets.Add(packet);
        }
    }

    public static (OperationStatus Status, EngineIoPacket Packet, DecodeFault? Fault) ReadMessage(
        int eio,
        byte[] message,
        bool isBinary
    )
    {
        OperationStatus status =
            eio == 4
                ? EngineIo4Decoder.DecodeMessage(message, isBinary, out EngineIoPacket packet, out DecodeFault? fault)
                : EngineIo3Decoder.DecodeMessage(message, isBinary, out packet, out fault);
        return (status, packet, fault);
    }

    /// <summary>A Socket.IO packet with its attachments in place, as the vectors write it.</summary>
    public static JsonObject Packet(
        SocketIoPacket packet,
        SocketIoRevision revision,
        IReadOnlyList<ReadOnlyMemory<byte>> attachments
    )
    {
        string name =
            packet.Type == SocketIoPacketType.ConnectError && revision == SocketIoRevision.V4
                ? "ERROR"
                : packet.Type switch
                {
                    SocketIoPacketType.ConnectError => "CONNECT_ERROR",
                    SocketIoPacketType.BinaryEvent => "BINARY_EVENT",
                    SocketIoPacketType.BinaryAck => "BINARY_ACK",
                    SocketIoPacketType other => other.ToString().ToUpperInvariant(),
                };
        string query = packet.NamespaceQuery is { } text ? "?" + Encoding.UTF8.GetString(text.Span) : "";
        var rendered = new JsonObject
        {
            ["type"] = (int)packet.Type,
            ["typeName"] = name,
            ["nsp"] = Encoding.UTF8.GetString(packet.Namespace.Span) + query,
        };
        if (packet.AttachmentCount > 0)
        {
            rendered["attachments"] = packet.AttachmentCount;
        }
        if (packet.AckId is { } id)
        {
            rendered["id"] = id;
        }
        if (packet.Payload is { } payload)
        {
            var args = new ArrayBufferWriter<byte>();
            Assert.True(JsonPayloadRewriter.TryRewriteArgs(payload.Span, false, false, attachments.Count, args, out _));
            rendered["data"] = WithBinary(JsonNode.Parse(args.WrittenSpan), attachments);
        }
        return rendered;
    }

    // {"$binary":index} to {"$binary":"base64"}
    private static JsonNode? WithBinary(JsonNode? node, IReadOnlyList<ReadOnlyMemory<byte>> attachments) =>
        node switch
        {
            JsonObject { Count: 1 } map when map["$binary"] is JsonValue index => new JsonObject
            {
                ["$binary"] = Convert.ToBase64String(attachments[(int)index].Span),
            },
            JsonObject map => new JsonObject(
                map.Select(member => KeyValuePair.Create(member.Key, WithBinary(member.Value, attachments)))
            ),
            JsonArray array => new JsonArray([.. array.Select(item => WithBinary(item, attachments))]),
            _ => node?.DeepClone(),
        };

    /// <summary>Whether two lists of packets say the same, however they are carried.</summary>
    public static bool Same(IReadOnlyList<EngineIoPacket> expected, IReadOnlyList<EngineIoPacket> actual) =>
        expected.Count == actual.Count
        && expected
            .Zip(actual)
            .All(pair =>
                pair.First.Type == pair.Second.Type
                && pair.First.IsBinary == pair.Second.IsBinary
                && pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span)
            );
}
