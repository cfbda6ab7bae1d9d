using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Sessions;

namespace SioProxy.Storage.Reading;

/// <summary>A row of <c>session</c> as Dapper reads it.</summary>
internal sealed class SessionRecord
{
    /// <summary>The end reason of a session that nobody saw ending: the recorder was stopped, or crashed, before it.</summary>
    public const string RecordingEnded = "recording ended";

    public const string Sql = """
        SELECT s.key AS Key, s.sid AS Sid, s.eio AS Eio, s.claimed_eio AS ClaimedEio, c.text AS Client, n.text AS Node,
            s.path AS Path, s.opened_at_us AS OpenedAt, s.first_transport AS FirstTransport, s.upgraded_at_us AS UpgradedAt,
            s.ping_interval_ms AS PingInterval, s.ping_timeout_ms AS PingTimeout, s.max_payload AS MaxPayload,
            s.last_at_us AS LastAt, s.ended_at_us AS EndedAt, s.ended_by AS EndedBy, s.end_reason AS EndReason,
            s.client_packets AS ClientPackets, s.server_packets AS ServerPackets, s.client_bytes AS ClientBytes,
            s.server_bytes AS ServerBytes, s.heartbeat_count AS HeartbeatCount, s.heartbeat_min_us AS HeartbeatMin,
            s.heartbeat_last_us AS HeartbeatLast, s.heartbeat_max_us AS HeartbeatMax
        FROM session s
        LEFT JOIN word c ON c.id = s.client_id
        LEFT JOIN word n ON n.id = s.node_id
        """;

    public long Key { get; init; }
    public string Sid { get; init; } = string.Empty;
    public long Eio { get; init; }
    public long? ClaimedEio { get; init; }
    public string? Client { get; init; }
    public string? Node { get; init; }
    public string Path { get; init; } = string.Empty;
    public long OpenedAt { get; init; }
    public long FirstTransport { get; init; }
    public long? UpgradedAt { get; init; }
    public long? PingInterval { get; init; }
    public long? PingTimeout { get; init; }
    public long? MaxPayload { get; init; }
    public long LastAt { get; init; }
    public long? EndedAt { get; init; }
    public long? EndedBy { get; init; }
    public string? EndReason { get; init; }
    public long ClientPackets { get; init; }
    public long ServerPackets { get; init; }
    public long ClientBytes { get; init; }
    public long ServerBytes { get; init; }
    public long? HeartbeatCount { get; init; }
    public long? HeartbeatMin { get; init; }
    public long? HeartbeatLast { get; init; }
    public long? HeartbeatMax { get; init; }

    /// <param name="isRecording">Whether somebody records into the capture: otherwise no session of it lives.</param>
    public SessionEntry ToEntry(bool isRecording)
    {
        bool isCut = EndedAt is null && !isRecording;
        return new()
        {
            Key = Key,
            Sid = Sid,
            Version = (EngineIoVersion)Eio,
            ClaimedVersion = (int?)ClaimedEio,
            Client = Client ?? string.Empty,
            Node = Node,
            Path = Path,
            OpenedAtMicros = OpenedAt,
            FirstTransport = (Transport)FirstTransport,
            UpgradedAtMicros = UpgradedAt,
            PingIntervalMillis = (int?)PingInterval,
            PingTimeoutMillis = (int?)PingTimeout,
            MaxPayload = MaxPayload,
            LastAtMicros = LastAt,
            EndedAtMicros = isCut ? LastAt : EndedAt,
            EndedBy = (ClosedBy?)EndedBy,
            EndReason = isCut ? RecordingEnded : EndReason,
            ClientPackets = ClientPackets,
            ServerPackets = ServerPackets,
            ClientBytes = ClientBytes,
            ServerBytes = ServerBytes,
            Heartbeat = HeartbeatCount is { } count
                ? new HeartbeatTimes(count, HeartbeatMin ?? 0, HeartbeatLast ?? 0, HeartbeatMax ?? 0)
                : null,
        };
    }
}
