using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>Turns Engine.IO packets into rows: what they mean to their session, and what their messages hold.</summary>
internal sealed class PacketReader
{
    private readonly TrackerOutput _sink;
    private readonly SessionBook _book;
    private readonly MessageReader _messages;
    private readonly OrdinaryPacket _ordinary;

    public PacketReader(TrackerOutput sink, SessionBook book)
    {
        _sink = sink;
        _book = book;
        var names = new Utf8StringCache();
        _messages = new MessageReader(sink, names);
        _ordinary = new OrdinaryPacket(sink, names);
    }

    /// <summary>One Engine.IO packet passed.</summary>
    /// <param name="size">Its bytes as carried, also of what was not kept.</param>
    /// <param name="ownsBytes">Whether the packet's memory is ours to keep.</param>
    public void Read(
        TrackedConnection connection,
        Direction direction,
        long at,
        in EngineIoPacket packet,
        DecodeFault? fault,
        long size,
        bool isTruncated,
        bool ownsBytes = false
    )
    {
        if (
            packet.Type == EngineIoPacketType.Message
            && _sink.IsPacking
            && fault is null
            && !isTruncated
            && _ordinary.TryRead(connection.Conversation, direction, packet)
        )
        {
            _sink.Emit(connection);
            Count(connection, direction, at, size, fault);
            _ordinary.Emit(connection, direction, at, packet, size);
            return;
        }
        if (packet.Type == EngineIoPacketType.Open && direction == Direction.ServerToClient)
        {
            fault ??= Open(connection, at, packet);
        }
        _sink.Emit(connection);
        PacketDraft draft = Draft(connection, direction, at, packet.Version, size);
        draft.EngineType = packet.Type;
        draft.Raw = packet.Raw;
        draft.OwnsRaw = ownsBytes;
        draft.IsRawBinary = packet.IsRawBinary;
        draft.Fault = fault;
        draft.Truncated = isTruncated;
        Count(connection, direction, at, size, fault);
        if (packet.Type == EngineIoPacketType.Message)
        {
            _messages.Read(connection, draft, packet);
            return;
        }
        connection.Conversation.Of(direction).IsHeartbeatWrong = IsHeartbeatWrong(direction, packet);
        CapturedPacket row = _sink.Emit(draft, connection.Conversation.Of(direction));
        if (connection.Session is TrackedSession session)
        {
            Follow(session, connection, direction, at, packet, row);
        }
    }

    /// <summary>Bytes passed that are no Engine.IO packet.</summary>
    public void ReadFault(
        TrackedConnection connection,
        Direction direction,
        long at,
        ReadOnlyMemory<byte> bytes,
        long size,
        bool isBinary,
        DecodeFault fault
    )
    {
        _sink.Emit(connection);
        PacketDraft draft = Draft(connection, direction, at, connection.Conversation.VersionOf(direction), size);
        draft.Raw = bytes;
        draft.IsRawBinary = isBinary || !System.Text.Unicode.Utf8.IsValid(bytes.Span);
        draft.Fault = fault;
        draft.Truncated = bytes.Length < size;
        Count(connection, direction, at, size, fault);
        _sink.Emit(draft, connection.Conversation.Of(direction));
    }

    /// <summary>Lets go of what still waits for attachments that cannot come any more.</summary>
    public void Abandon(Conversation conversation, string why)
    {
        Abandon(conversation, Direction.ClientToServer, why);
        Abandon(conversation, Direction.ServerToClient, why);
    }

    /// <summary>As the other overload, of one direction.</summary>
    public void Abandon(Conversation conversation, Direction direction, string why) =>
        _messages.Abandon(conversation, direction, FaultCode.AttachmentMissing, why);

    private static PacketDraft Draft(
        TrackedConnection connection,
        Direction direction,
        long at,
        EngineIoVersion version,
        long size
    ) =>
        new()
        {
            AtMicros = at,
            Connection = connection.Id,
            Client = connection.Head.Client,
            Node = connection.Node,
            SessionKey = connection.Session?.Key,
            Session = connection.Session?.Sid ?? connection.Target.Sid,
            Direction = direction,
            Transport = connection.Transport,
            Version = version,
            Size = size,
        };

    private void Count(TrackedConnection connection, Direction direction, long at, long size, DecodeFault? fault)
    {
        DirectionState state = connection.Conversation.Of(direction);
        state.LastFault = fault;
        state.IsHeartbeatWrong = false;
        if (connection.Session is not TrackedSession session)
        {
            return;
        }
        session.Count(direction, at, size);
        if (direction == Direction.ServerToClient || connection.Head.IsWebSocket)
        {
            _book.Revive(session); // whether the server takes what is posted only its answer tells
        }
        _sink.Touch(session);
    }

    // Engine.IO 4: the server pings; Engine.IO 3: the client does. An upgrade's probe is the client's in both.
    private static bool IsHeartbeatWrong(Direction direction, in EngineIoPacket packet)
    {
        EngineIoPacketType others =
            packet.Version == EngineIoVersion.V4 == (direction == Direction.ClientToServer)
                ? EngineIoPacketType.Ping
                : EngineIoPacketType.Pong;
        return packet.Type == others && !packet.Data.Span.SequenceEqual("probe"u8);
    }

    private DecodeFault? Open(TrackedConnection connection, long at, in EngineIoPacket packet)
    {
        if (!EngineIoHandshake.TryParse(packet.Data, out EngineIoHandshake? handshake) || handshake is null)
        {
            return new DecodeFault(FaultCode.Handshake, "The open packet's data is no JSON object with a sid.");
        }
        if (connection.Session is null)
        {
            _book.Open(connection, at, handshake);
        }
        return null;
    }

    private void Follow(
        TrackedSession session,
        TrackedConnection connection,
        Direction direction,
        long at,
        in EngineIoPacket packet,
        CapturedPacket row
    )
    {
        ClosedBy by = direction == Direction.ClientToServer ? ClosedBy.Client : ClosedBy.Server;
        switch (packet.Type)
        {
            case EngineIoPacketType.Open:
                session.Remember(row);
                break;
            case EngineIoPacketType.Ping when packet.Data.IsEmpty:
                session.Ping(direction, at);
                break;
            case EngineIoPacketType.Pong when packet.Data.IsEmpty:
                session.Pong(direction, at);
                break;
            case EngineIoPacketType.Upgrade when connection.Head.IsWebSocket && direction == Direction.ClientToServer:
                _book.Upgrade(session, at);
                break;
            case EngineIoPacketType.Close when !connection.Head.IsWebSocket: // over a WebSocket nobody acts on it
                connection.SaysClose |= direction == Direction.ClientToServer;
                if (direction == Direction.ClientToServer && session.IsEndGuessed)
                {
                    break; // whether the server still knew the session only its answer tells
                }
                _book.End(session, at, by, SessionEnding.ReasonOf(session, by, at, "transport close"), isGuess: false);
                break;
        }
    }
}
