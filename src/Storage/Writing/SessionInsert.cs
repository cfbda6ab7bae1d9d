using SioProxy.Sessions;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Writing;

/// <summary>Stores what is known of a session, in place of what was known before.</summary>
internal sealed class SessionInsert(sqlite3 database, string path, WordTable words) : IDisposable
{
    private const int MaxRemembered = 64 * 1024;

    private const string Sql = """
        INSERT OR REPLACE INTO session (key, sid, eio, claimed_eio, client_id, node_id, path, opened_at_us, first_transport,
            upgraded_at_us, ping_interval_ms, ping_timeout_ms, max_payload, last_at_us, ended_at_us, ended_by, end_reason,
            client_packets, server_packets, client_bytes, server_bytes, heartbeat_count, heartbeat_min_us,
            heartbeat_last_us, heartbeat_max_us)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
            ?24, ?25)
        """;

    private readonly Statement _insert = new(database, path, Sql);
    private readonly Statement _find = new(database, path, "SELECT sid FROM session WHERE key = ?1");
    private readonly Dictionary<long, string?> _sids = [];

    public void Run(SessionEntry session)
    {
        _insert.Bind(1, session.Key);
        _insert.Bind(2, session.Sid);
        _insert.Bind(3, (long)session.Version);
        _insert.Bind(4, session.ClaimedVersion);
        _insert.Bind(5, words.Id(session.Client));
        _insert.Bind(6, words.IdOrNull(session.Node));
        _insert.Bind(7, session.Path);
        _insert.Bind(8, session.OpenedAtMicros);
        _insert.Bind(9, (long)session.FirstTransport);
        _insert.Bind(10, session.UpgradedAtMicros);
        _insert.Bind(11, session.PingIntervalMillis);
        _insert.Bind(12, session.PingTimeoutMillis);
        _insert.Bind(13, session.MaxPayload);
        _insert.Bind(14, session.LastAtMicros);
        _insert.Bind(15, session.EndedAtMicros);
        _insert.Bind(16, (long?)session.EndedBy);
        _insert.Bind(17, session.EndReason);
        _insert.Bind(18, session.ClientPackets);
        _insert.Bind(19, session.ServerPackets);
        _insert.Bind(20, session.ClientBytes);
        _insert.Bind(21, session.ServerBytes);
        _insert.Bind(22, session.Heartbeat?.Count);
        _insert.Bind(23, session.Heartbeat?.MinMicros);
        _insert.Bind(24, session.Heartbeat?.LastMicros);
        _insert.Bind(25, session.Heartbeat?.MaxMicros);
        _insert.Execute();
        Remember(session.Key, session.Sid);
    }

    /// <summary>The sid of a stored session; null when it is not stored.</summary>
    public string? Sid(long key)
    {
        if (!_sids.TryGetValue(key, out string? sid))
        {
            _find.Bind(1, key);
            sid = _find.Step() ? _find.Text(0) : null;
            _find.Reset();
            Remember(key, sid);
        }
        return sid;
    }

    public void Forget() => _sids.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _find.Dispose();
    }

    private void Remember(long key, string? sid)
    {
        if (_sids.Count >= MaxRemembered)
        {
            _sids.Clear();
        }
        _sids[key] = sid;
    }
}
