using System.Buffers;
using System.Text;
using System.Text.Json;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>Engine messages of one direction to whole Socket.IO packets, attachments joined.</summary>
internal sealed class PacketAssembler(SocketIoCodec codec)
{
    private readonly List<ReadOnlyMemory<byte>> _attachments = [];
    private SocketIoMessage? _pending;
    private int _awaited;

    /// <summary>Takes the next message.</summary>
    /// <returns>Done: <paramref name="message"/> is whole; NeedMoreData: attachments follow; InvalidData: <paramref name="fault"/> says why.</returns>
    public OperationStatus Add(EnginePacket packet, out SocketIoMessage? message, out DecodeFault? fault)
    {
        message = null;
        if (_pending is not null)
        {
            return AddAttachment(packet, out message, out fault);
        }
        OperationStatus status = Decode(packet, out SocketIoPacket read, out fault);
        if (status != OperationStatus.Done)
        {
            return OperationStatus.InvalidData;
        }
        SocketIoMessage whole = Convert(read, packet.Data);
        if (read.AttachmentCount == 0)
        {
            message = whole;
            return OperationStatus.Done;
        }
        _pending = whole;
        _awaited = read.AttachmentCount;
        _attachments.Clear();
        return OperationStatus.NeedMoreData;
    }

    private OperationStatus AddAttachment(EnginePacket packet, out SocketIoMessage? message, out DecodeFault? fault)
    {
        message = null;
        fault = null;
        if (!packet.IsBinary)
        {
            fault = new DecodeFault(FaultCode.AttachmentOrder, "A text message came while attachments are awaited.");
            return OperationStatus.InvalidData;
        }
        _attachments.Add(packet.Data);
        if (_attachments.Count < _awaited)
        {
            return OperationStatus.NeedMoreData;
        }
        message = _pending! with { Attachments = [.. _attachments] };
        _pending = null;
        return OperationStatus.Done;
    }

    private OperationStatus Decode(EnginePacket packet, out SocketIoPacket read, out DecodeFault? fault)
    {
        if (codec.Parser == SocketIoParser.MessagePack)
        {
            return packet.IsBinary
                ? MessagePackDecoder.Decode(packet.Data, codec.Revision, out read, out fault)
                : MessagePackDecoder.DecodeText(packet.Data, codec.Revision, out read, out fault);
        }
        if (packet.IsBinary)
        {
            read = default;
            fault = new DecodeFault(
                FaultCode.AttachmentOrder,
                "A binary message came though no attachment is awaited."
            );
            return OperationStatus.InvalidData;
        }
        return SocketIoDecoder.Decode(packet.Data, codec.Revision, out read, out fault);
    }

    // The engine packet's data is its own copy, but a decoder may answer with views of a scratch buffer: copy those.
    private static SocketIoMessage Convert(in SocketIoPacket read, ReadOnlyMemory<byte> raw) =>
        new()
        {
            Type = read.Type,
            Namespace = Encoding.UTF8.GetString(read.Namespace.Span),
            NamespaceQuery = read.NamespaceQuery is { } query ? Encoding.UTF8.GetString(query.Span) : null,
            AckId = read.AckId,
            Payload = read.Payload is { } payload ? (ReadOnlyMemory<byte>?)payload.ToArray() : null,
            Attachments = read.InlineAttachments is { Count: > 0 } inline
                ? [.. inline.Select(static one => (ReadOnlyMemory<byte>)one.ToArray())]
                : [],
            EventName = NameOf(read.EventNameToken),
            Raw = raw,
        };

    private static string? NameOf(ReadOnlyMemory<byte>? token)
    {
        if (token is not { IsEmpty: false } json)
        {
            return null;
        }
        return json.Span[0] == '"'
            ? JsonSerializer.Deserialize<string>(json.Span, SocketIoJson.Options)
            : Encoding.UTF8.GetString(json.Span);
    }
}
