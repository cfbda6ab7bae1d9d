using System.Buffers;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>
/// Recognises the packets that most traffic consists of and that need none of <see cref="MessageReader"/>'s care: see
/// <see cref="PacketRun"/>. What it recognises it reads to the same row; of everything else it says no, and has changed nothing.
/// </summary>
internal sealed class OrdinaryPacket(EntrySink sink, Utf8StringCache names)
{
    private SocketIoPacket _decoded;
    private string _namespace = "";
    private string? _event;

    public bool TryRead(Conversation conversation, Direction direction, in EngineIoPacket packet)
    {
        ReadOnlySpan<byte> raw = packet.Raw.Span;
        DirectionState state = conversation.Of(direction);
        if (
            raw.Length < 4
            || raw.Length > Math.Min(PacketRun.MaxPacket, sink.MaxPacket)
            || raw[0] != '4'
            || raw[1] is not ((byte)'2' or (byte)'3')
            || packet.IsBinary
            || packet.IsRawBinary
            || state.Awaiting is not null
            || state.Parser != SocketIoParser.Default
            || !conversation.IsSocketIo
        )
        {
            return false;
        }
        OperationStatus status = SocketIoDecoder.Decode(
            packet.Data,
            conversation.Revision,
            out _decoded,
            out DecodeFault? fault
        );
        return status == OperationStatus.Done
            && fault is null
            && _decoded.Payload is { IsEmpty: false } payload
            && TryName(conversation, direction)
            && !(sink.IsRedacting && sink.MightRedact(_decoded.Namespace.Span, payload.Span, _decoded.Type));
    }

    /// <summary>Emits the packet that was recognised last.</summary>
    public void Emit(TrackedConnection connection, Direction direction, long at, in EngineIoPacket packet, long size)
    {
        Conversation conversation = connection.Conversation;
        conversation.Of(direction).IsOpenEnded = false;
        AckRequest? asked =
            _decoded.AckId is not long id ? null
            : _decoded.Type == SocketIoPacketType.Event ? conversation.Acks.Ask(direction, _namespace, id, at)
            : conversation.Acks.Answer(direction, _namespace, id);
        sink.Emit(
            new PackedPacket
            {
                Origin = connection.Origin(),
                AtMicros = at,
                Direction = direction,
                Version = packet.Version,
                Type = _decoded.Type,
                Namespace = _namespace,
                EventName = _event,
                AckId = _decoded.AckId,
                Asked = asked,
                Size = size,
            },
            packet.Raw.Span
        );
    }

    private bool TryName(Conversation conversation, Direction direction)
    {
        _namespace = names.Get(_decoded.Namespace.Span);
        _event = null;
        if (_decoded.Type == SocketIoPacketType.Ack)
        {
            return true;
        }
        ReadOnlySpan<byte> token = _decoded.EventNameToken.GetValueOrDefault().Span;
        if (token.Length < 2 || token[0] != '"' || token.Contains((byte)'\\'))
        {
            return false; // a number, or escapes
        }
        if (
            direction == Direction.ServerToClient
            && _decoded.AckId is null
            && conversation.IsRecovering(_namespace) // its last argument may be an offset
        )
        {
            return false;
        }
        _event = names.Get(token[1..^1]);
        return true;
    }
}
