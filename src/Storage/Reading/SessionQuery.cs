using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Sessions;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>Reads sessions, raw: a capture may have a hundred thousand of them.</summary>
/// <param name="text">Gives the strings of words.</param>
internal sealed class SessionQuery(sqlite3 database, string path, Func<long, string> text) : IDisposable
{
    /// <summary>The end reason of a session that nobody saw ending: the recorder was stopped, or crashed, before it.</summary>
    public const string RecordingEnded = "recording ended";

    private readonly Statement _read = new(
        database,
        path,
        """
        SELECT key, sid, eio, claimed_eio, client_id, node_id, path, opened_at_us, first_transport, upgraded_at_us,
            ping_interval_ms, ping_timeout_ms, max_payload, last_at_us, ended_at_us, ended_by, end_reason, client_packets,
            server_packets, client_bytes, server_bytes, heartbeat_count, heartbeat_min_us, heartbeat_last_us,
            heartbeat_max_us
        FROM session WHERE key > ?1 ORDER BY key LIMIT ?2
        """
    );

    /// <summary>Up to so many sessions behind a key.</summary>
    /// <param name="isRecording">Whether somebody records into the capture: otherwise no session of it lives.</param>
    public List<SessionEntry> After(long key, int limit, bool isRecording)
    {
        var sessions = new List<SessionEntry>();
        _read.Bind(1, key);
        _read.Bind(2, (long)limit);
        while (_read.Step())
        {
            sessions.Add(Entry(isRecording));
        }
        _read.Reset();
        return sessions;
    }

    public void Dispose() => _read.Dispose();

    private SessionEntry Entry(bool isRecording)
    {
        bool isCut = _read.IsNull(14) && !isRecording;
        return new()
        {
            Key = _read.Int64(0),
            Sid = _read.Text(1),
            Version = (EngineIoVersion)_read.Int64(2),
            ClaimedVersion = (int?)_read.NullableInt64(3),
            Client = text(_read.Int64(4)),
            Node = _read.NullableInt64(5) is { } node ? text(node) : null,
            Path = _read.Text(6),
            OpenedAtMicros = _read.Int64(7),
            FirstTransport = (Transport)_read.Int64(8),
            UpgradedAtMicros = _read.NullableInt64(9),
            PingIntervalMillis = (int?)_read.NullableInt64(10),
            PingTimeoutMillis = (int?)_read.NullableInt64(11),
            MaxPayload = _read.NullableInt64(12),
            LastAtMicros = _read.Int64(13),
            EndedAtMicros = isCut ? _read.Int64(13) : _read.NullableInt64(14),
            EndedBy = (ClosedBy?)_read.NullableInt64(15),
            EndReason =
                isCut ? RecordingEnded
                : _read.IsNull(16) ? null
                : _read.Text(16),
            ClientPackets = _read.Int64(17),
            ServerPackets = _read.Int64(18),
            ClientBytes = _read.Int64(19),
            ServerBytes = _read.Int64(20),
            Heartbeat = _read.NullableInt64(21) is { } count
                ? new HeartbeatTimes(count, _read.Int64(22), _read.Int64(23), _read.Int64(24))
                : null,
        };
    }
}
