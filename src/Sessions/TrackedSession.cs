using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Sessions;

/// <summary>One Engine.IO session over all its transports.</summary>
internal sealed class TrackedSession
{
    private const int MaxOpening = 64;
    private List<CapturedPacket>? _opening;
    private long _pingAt;
    private Direction? _pingBy;
    private HeartbeatTimes? _heartbeat;

    public required long Key { get; init; }

    public required string Sid { get; init; }

    public required string Client { get; init; }

    public required string? Node { get; init; }

    public required string Path { get; init; }

    public required long OpenedAt { get; init; }

    public required Transport FirstTransport { get; init; }

    public required int? Claimed { get; init; }

    public required Conversation Conversation { get; init; }

    public required bool KeepsOpening { get; init; }

    /// <summary>What the open packet said; null when it was not seen.</summary>
    public EngineIoHandshake? Handshake { get; init; }

    /// <summary>The next session of the same sid (on another node, or an earlier one); null without.</summary>
    public TrackedSession? Next { get; set; }

    public long? UpgradedAt { get; set; }

    /// <summary>The connection that is, or by an upgrade became, its transport; null while that is polling.</summary>
    public long? WebSocketId { get; set; }

    public long LastAt { get; set; }

    /// <summary>Exchanges and WebSockets of this session that are open now.</summary>
    public int OpenConnections { get; set; }

    public long? EndedAt { get; private set; }

    /// <summary>Whether the end was inferred from silence or a broken exchange, which later packets can refute.</summary>
    public bool IsEndGuessed { get; private set; }

    public ClosedBy? EndedBy { get; private set; }

    public string? EndReason { get; private set; }

    /// <summary>Whether counters changed since the session was last emitted.</summary>
    public bool IsDirty { get; set; }

    /// <summary>The rows that a new capture file has to repeat: open and CONNECTs.</summary>
    public IReadOnlyList<CapturedPacket> Opening => _opening ?? [];

    public Transport CurrentTransport => UpgradedAt is null ? FirstTransport : Transport.WebSocket;

    /// <summary>A ping that was not answered: who sent it; null when the last one was.</summary>
    public Direction? UnansweredPing => _pingBy;

    /// <summary>When the last ping passed; 0 while none did.</summary>
    public long LastPingAt => _pingAt;

    /// <summary>Microseconds of silence that the heartbeat allows.</summary>
    public long AllowedSilenceMicros =>
        Handshake is { PingIntervalMillis: > 0 } known
            ? 1000L * ((long)known.PingIntervalMillis + known.PingTimeoutMillis)
            : 45_000_000;

    private long _clientPackets;
    private long _serverPackets;
    private long _clientBytes;
    private long _serverBytes;

    public void Count(Direction direction, long at, long size)
    {
        LastAt = Math.Max(LastAt, at);
        if (direction == Direction.ClientToServer)
        {
            _clientPackets++;
            _clientBytes += size;
        }
        else
        {
            _serverPackets++;
            _serverBytes += size;
        }
    }

    public void Ping(Direction direction, long at)
    {
        _pingBy = direction;
        _pingAt = at;
    }

    public void Pong(Direction direction, long at)
    {
        if (_pingBy is not Direction by || by == direction)
        {
            return;
        }
        _pingBy = null;
        long took = Math.Max(0, at - _pingAt);
        _heartbeat = _heartbeat is null
            ? new HeartbeatTimes(1, took, took, took)
            : new HeartbeatTimes(
                _heartbeat.Count + 1,
                Math.Min(_heartbeat.MinMicros, took),
                took,
                Math.Max(_heartbeat.MaxMicros, took)
            );
    }

    public void End(long at, ClosedBy by, string reason, bool isGuess)
    {
        EndedAt = at;
        EndedBy = by;
        EndReason = reason;
        IsEndGuessed = isGuess;
    }

    /// <summary>Takes a guessed end back.</summary>
    public void Revive()
    {
        EndedAt = null;
        EndedBy = null;
        EndReason = null;
        IsEndGuessed = false;
    }

    public void Remember(CapturedPacket row)
    {
        if (KeepsOpening && Opening.Count < MaxOpening)
        {
            (_opening ??= []).Add(row);
        }
    }

    public SessionEntry ToEntry() =>
        new()
        {
            Key = Key,
            Sid = Sid,
            Version = Conversation.VersionOf(Direction.ServerToClient),
            ClaimedVersion = Claimed,
            Client = Client,
            Node = Node,
            Path = Path,
            OpenedAtMicros = OpenedAt,
            FirstTransport = FirstTransport,
            UpgradedAtMicros = UpgradedAt,
            PingIntervalMillis = Handshake?.PingIntervalMillis,
            PingTimeoutMillis = Handshake?.PingTimeoutMillis,
            MaxPayload = Handshake?.MaxPayload,
            LastAtMicros = LastAt,
            EndedAtMicros = EndedAt,
            EndedBy = EndedBy,
            EndReason = EndReason,
            ClientPackets = _clientPackets,
            ServerPackets = _serverPackets,
            ClientBytes = _clientBytes,
            ServerBytes = _serverBytes,
            Heartbeat = _heartbeat,
        };
}
