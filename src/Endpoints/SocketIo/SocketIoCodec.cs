using System.Buffers;
using System.Text;
using System.Text.Json;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>Socket.IO packets to engine messages, by parser and revision.</summary>
internal sealed class SocketIoCodec(SocketIoParser parser, SocketIoRevision revision)
{
    public SocketIoParser Parser => parser;
    public SocketIoRevision Revision => revision;

    /// <summary>The engine messages that carry a packet: its own, and the attachments behind it.</summary>
    public EnginePacket Encode(SocketIoMessage message, out IReadOnlyList<EnginePacket>? followers)
    {
        var output = new ArrayBufferWriter<byte>(64 + (message.Payload?.Length ?? 0));
        bool isBinary = message.Attachments.Count > 0;
        var packet = new SocketIoPacket
        {
            Type = TypeOf(message.Type, isBinary),
            Parser = parser,
            Namespace = Encoding.UTF8.GetBytes(message.Namespace),
            NamespaceQuery = message.NamespaceQuery is { } query
                ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(query)
                : null,
            AckId = message.AckId,
            AttachmentCount = message.Attachments.Count,
            Payload = message.Payload,
            InlineAttachments = [],
        };
        followers = null;
        if (parser == SocketIoParser.MessagePack)
        {
            bool isBinaryMessage = MessagePackEncoder.Encode(packet, revision, message.Attachments, output);
            return isBinaryMessage
                ? EnginePacket.Binary(output.WrittenMemory)
                : EnginePacket.Message(output.WrittenMemory);
        }
        SocketIoEncoder.Encode(packet, output);
        if (isBinary)
        {
            followers = [.. message.Attachments.Select(EnginePacket.Binary)];
        }
        return EnginePacket.Message(output.WrittenMemory);
    }

    /// <summary>An event, its name in front of the arguments and a recovery offset behind them.</summary>
    public static SocketIoMessage Event(
        string namespaceName,
        string name,
        SocketIoArguments arguments,
        long? ackId,
        string? offset = null
    )
    {
        ReadOnlySpan<byte> rest = arguments.Json.Span[1..^1];
        var payload = new ArrayBufferWriter<byte>(rest.Length + name.Length + 8);
        payload.Write("["u8);
        payload.Write(JsonSerializer.SerializeToUtf8Bytes(name, SocketIoJson.Options));
        if (!rest.IsEmpty)
        {
            payload.Write(","u8);
            payload.Write(rest);
        }
        if (offset is not null)
        {
            payload.Write(","u8);
            payload.Write(JsonSerializer.SerializeToUtf8Bytes(offset, SocketIoJson.Options));
        }
        payload.Write("]"u8);
        return new SocketIoMessage
        {
            Type = arguments.Attachments.Count > 0 ? SocketIoPacketType.BinaryEvent : SocketIoPacketType.Event,
            Namespace = namespaceName,
            AckId = ackId,
            Payload = payload.WrittenMemory,
            Attachments = arguments.Attachments,
            EventName = name,
        };
    }

    public static SocketIoMessage Ack(string namespaceName, long ackId, SocketIoArguments arguments) =>
        new()
        {
            Type = arguments.Attachments.Count > 0 ? SocketIoPacketType.BinaryAck : SocketIoPacketType.Ack,
            Namespace = namespaceName,
            AckId = ackId,
            Payload = arguments.Json,
            Attachments = arguments.Attachments,
        };

    /// <summary>What came behind the name of an event.</summary>
    public static SocketIoArguments EventArguments(SocketIoMessage message)
    {
        if (message.Payload is not { } payload)
        {
            return SocketIoArguments.Empty;
        }
        var reader = new Utf8JsonReader(payload.Span, new JsonReaderOptions { MaxDepth = SocketIoLimits.MaxDepth });
        reader.Read();
        reader.Read();
        reader.Skip();
        int end = (int)reader.BytesConsumed;
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
        {
            return SocketIoArguments.Empty;
        }
        byte[] rest = payload.Span[end..].ToArray();
        rest[rest.AsSpan().IndexOf((byte)',')] = (byte)'['; // the comma between the name and the first argument
        return new SocketIoArguments(rest, message.Attachments);
    }

    // The msgpack parser of revision 5 knows no types for binary; every other says by the type what it carries.
    private SocketIoPacketType TypeOf(SocketIoPacketType type, bool isBinary)
    {
        bool marks = parser == SocketIoParser.Default || revision == SocketIoRevision.V4;
        return type switch
        {
            SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent => marks && isBinary
                ? SocketIoPacketType.BinaryEvent
                : SocketIoPacketType.Event,
            SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck => marks && isBinary
                ? SocketIoPacketType.BinaryAck
                : SocketIoPacketType.Ack,
            _ => type,
        };
    }
}
