using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>
/// Recognises the packets that most traffic consists of and that need none of <see cref="MessageReader"/>'s care: see
/// <see cref="PacketRun"/>. What it recognises it reads to the same row; of everything else it says no, and has changed nothing.
/// </summary>
internal sealed class OrdinaryPacket(TrackerOutput sink, Utf8StringCache names)
{
    private PlainPacket _plain;
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
        ReadOnlySpan<byte> data = packet.Data.Span;
        return PlainPacket.TryRead(data, conversation.Revision, out _plain)
            && TryName(conversation, direction, data)
            && !(
                sink.IsRedacting && sink.MightRedact(data[_plain.Namespace], data[_plain.PayloadStart..], _plain.Type)
            );
    }

    /// <summary>Emits the packet that was recognised last.</summary>
    public void Emit(TrackedConnection connection, Direction direction, long at, in EngineIoPacket packet, long size)
    {
        Conversation conversation = connection.Conversation;
        conversation.Of(direction).IsOpenEnded = false;
        AckRequest? asked =
            _plain.AckId is not long id ? null
            : _plain.Type == SocketIoPacketType.Event ? conversation.Acks.Ask(direction, _namespace, id, at)
            : conversation.Acks.Answer(direction, _namespace, id);
        sink.Emit(
            new PackedPacket
            {
                Origin = connection.Origin(),
                AtMicros = at,
                Direction = direction,
                Version = packet.Version,
                Type = _plain.Type,
                Namespace = _namespace,
                EventName = _event,
                AckId = _plain.AckId,
                Asked = asked,
                Size = size,
            },
            packet.Raw.Span
        );
    }

    private bool TryName(Conversation conversation, Direction direction, ReadOnlySpan<byte> data)
    {
        _namespace = _plain.Namespace.End.Value == 0 ? "/" : names.Get(data[_plain.Namespace]);
        _event = null;
        if (_plain.Type == SocketIoPacketType.Ack)
        {
            return true;
        }
        if (
            direction == Direction.ServerToClient
            && _plain.AckId is null
            && conversation.IsRecovering(_namespace) // its last argument may be an offset
        )
        {
            return false;
        }
        _event = names.Get(data[_plain.Event]);
        return true;
    }
}
