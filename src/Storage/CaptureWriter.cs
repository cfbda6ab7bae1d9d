using System.Globalization;
using Microsoft.Data.Sqlite;
using SioProxy.Sessions;
using SioProxy.Storage.Reading;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SioProxy.Storage.Writing;
using SQLitePCL;

namespace SioProxy.Storage;

/// <summary>
/// The one writer of a capture file. One thread at a time. What fails throws a <see cref="CaptureFileException"/> and
/// leaves the file as it was before the call, so that the call may be repeated.
/// </summary>
public sealed class CaptureWriter : IDisposable
{
    private const int LockMillis = 250; // a recorder has its spill log, and must not be a second behind

    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private readonly WordTable _words;
    private readonly ConnectionInsert _connections;
    private readonly SessionInsert _sessions;
    private readonly RowInsert _rows;
    private readonly PayloadStore _payloads;
    private readonly SegmentBuilder _segments;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _size;
    private readonly Dictionary<long, int> _latestConnections = [];
    private readonly Dictionary<long, int> _latestSessions = [];
    private readonly List<CaptureEntry> _merged = [];
    private bool _isStale = true;
    private bool _isSettled;
    private SpillDamage? _damage; // that no row tells of yet

    internal CaptureWriter(SqliteConnection connection, string path, SpillLog spill)
    {
        _connection = connection;
        _database = connection.Handle!;
        _ = raw.sqlite3_busy_timeout(_database, LockMillis);
        Path = path;
        Spill = spill;
        _words = new WordTable(_database, path);
        _connections = new ConnectionInsert(_database, path, _words);
        _sessions = new SessionInsert(_database, path, _words);
        _rows = new RowInsert(_database, path);
        _payloads = new PayloadStore(_database, path);
        _segments = new SegmentBuilder(_database, path);
        _begin = new Statement(_database, path, "BEGIN IMMEDIATE");
        _commit = new Statement(_database, path, "COMMIT");
        _rollback = new Statement(_database, path, "ROLLBACK");
        _size = new Statement(
            _database,
            path,
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        );
        CaptureBytes = Size();
        Reload();
    }

    /// <summary>The capture's path.</summary>
    public string Path { get; }

    /// <summary>The id that the next row must have (rows carry their ids; they ascend without holes).</summary>
    public long NextRowId { get; private set; }

    /// <summary>The smallest connection id that is not used yet.</summary>
    public long NextConnectionId { get; private set; }

    /// <summary>The smallest session key that is not used yet.</summary>
    public long NextSessionKey { get; private set; }

    /// <summary>Bytes of the database and its write-ahead log on disk, the spill log apart.</summary>
    public long FileBytes => FileSizes.OfDatabase(Path);

    /// <summary>Bytes that the database has with the last commit, once the write-ahead log's content is in it.</summary>
    public long CaptureBytes { get; private set; }

    /// <summary>
    /// The log beside this capture (<c>FILE.spill</c>) for entries that the database cannot take yet. Another thread may
    /// append to it while this writer's thread calls <see cref="MergeSpill(int)"/>. Holding it locked marks the capture as being written.
    /// </summary>
    public SpillLog Spill { get; }

    /// <summary>Stores entries in their order, in one transaction. Rows must have their ids, ascending; one already stored is skipped.</summary>
    public void Append(IReadOnlyList<CaptureEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count == 0)
        {
            return;
        }
        if (DatabaseFile.HasMoved(_database))
        {
            Settle();
            throw SqliteFailure.Of(CaptureFileProblem.Missing, Path);
        }
        if (_isStale)
        {
            Reload();
        }
        _begin.Execute();
        try
        {
            AppendInTransaction(entries);
            long size = Size();
            _commit.Execute();
            CaptureBytes = size;
        }
        catch
        {
            _isStale = true;
            if (raw.sqlite3_get_autocommit(_database) == 0) // SQLite may have rolled back by itself
            {
                _rollback.Execute();
            }
            throw;
        }
    }

    /// <summary>Moves up to about <paramref name="maxBytes"/> of the spill log into the database, in order.</summary>
    /// <returns>How many entries were moved; 0 when the spill log is empty.</returns>
    public int MergeSpill(int maxBytes = 4 << 20) =>
        MergeSpill(
            maxBytes,
            entries =>
            {
                Append(entries);
                return true;
            }
        );

    /// <summary>The same with what stores entries, or around one that cannot be stored.</summary>
    /// <param name="append">Returns whether the entries need not stay in the log.</param>
    public int MergeSpill(int maxBytes, Func<List<CaptureEntry>, bool> append)
    {
        ArgumentNullException.ThrowIfNull(append);
        TellDamage(append);
        _merged.Clear();
        long bytes = Spill.Peek(maxBytes, _merged, out SpillDamage? damage);
        _damage = damage ?? _damage;
        int count = _merged.Count;
        if (count > 0 && !append(_merged))
        {
            _merged.Clear();
            return 0;
        }
        Spill.Release(bytes, count);
        foreach (CaptureEntry entry in _merged)
        {
            (entry as PacketRun)?.Recycle();
        }
        _merged.Clear();
        TellDamage(append);
        return count;
    }

    /// <summary>Moves the write-ahead log's content into the database as far as readers allow, without waiting for them.</summary>
    public void Checkpoint()
    {
        int code = raw.sqlite3_wal_checkpoint_v2(_database, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY or raw.SQLITE_LOCKED))
        {
            throw SqliteFailure.From(_database, code, Path);
        }
    }

    /// <summary>Checkpoints and closes. Does not throw.</summary>
    public void Dispose()
    {
        _words.Dispose();
        _connections.Dispose();
        _sessions.Dispose();
        _rows.Dispose();
        _payloads.Dispose();
        _segments.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _size.Dispose();
        _connection.Dispose(); // the last connection checkpoints and removes the write-ahead log
        Spill.Dispose();
    }

    /// <summary>Ends the sessions that an earlier recorder left open, at their last packet: no one follows them any more.</summary>
    internal void EndSessions()
    {
        using var end = new Statement(
            _database,
            Path,
            "UPDATE session SET ended_at_us = last_at_us, end_reason = ?1 WHERE ended_at_us IS NULL"
        );
        end.Bind(1, SessionQuery.RecordingEnded);
        end.Execute();
    }

    /// <summary>Lets the database grow to so many pages only, as a test's full disk.</summary>
    internal void LimitPages(int pages) =>
        Connections.Execute(
            _connection,
            string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}")
        );

    /// <summary>
    /// Brings what is in the write-ahead log into the file while both are open: a renamed file has another name than its log.
    /// </summary>
    private void Settle()
    {
        if (!_isSettled)
        {
            _isSettled = true;
            Checkpoint();
        }
    }

    private long Size()
    {
        long size = _size.Step() ? _size.Int64(0) : 0;
        _size.Reset();
        return size;
    }

    private void AppendInTransaction(IReadOnlyList<CaptureEntry> entries)
    {
        _latestConnections.Clear();
        _latestSessions.Clear();
        for (int i = 0; i < entries.Count; i++)
        {
            switch (entries[i])
            {
                case ConnectionEntry connection:
                    _latestConnections[connection.Id] = i;
                    NextConnectionId = Math.Max(NextConnectionId, connection.Id + 1);
                    break;
                case SessionEntry session:
                    _latestSessions[session.Key] = i;
                    NextSessionKey = Math.Max(NextSessionKey, session.Key + 1);
                    break;
            }
        }
        foreach (int index in _latestSessions.Values)
        {
            _sessions.Run((SessionEntry)entries[index]);
        }
        foreach (int index in _latestConnections.Values)
        {
            _connections.Run((ConnectionEntry)entries[index]);
        }
        for (int i = 0; i < entries.Count; i++)
        {
            switch (entries[i])
            {
                case PacketRun run:
                    AppendRun(run);
                    break;
                case CapturedRow row:
                    AppendRow(row);
                    break;
            }
        }
        _payloads.StorePending();
    }

    private void AppendRow(CapturedRow row)
    {
        if (row.Id < NextRowId)
        {
            if (row.Id <= 0)
            {
                throw new ArgumentException("a row without an id cannot be stored", nameof(row));
            }
            return; // of a spill log whose merge was interrupted after its commit
        }
        RowColumns columns = RowColumns.Of(row);
        string? looseSid = LooseSid(row.SessionKey, row.Session);
        columns.Flags |= looseSid is null ? RowFlags.None : RowFlags.LooseSid;
        var words = new RowWords(
            _words.Id(columns.Client),
            _words.IdOrNull(columns.Node),
            _words.IdOrNull(columns.Namespace),
            _words.IdOrNull(columns.Event),
            _words.IdOrNull(columns.FaultCode)
        );
        _rows.Run(columns, words);
        _payloads.Add(row, looseSid);
        _segments.Add(columns, words);
        NextRowId = row.Id + 1;
    }

    private void AppendRun(PacketRun run)
    {
        if (run.FirstId <= 0)
        {
            throw new ArgumentException("a run without ids cannot be stored", nameof(run));
        }
        PacketOrigin? origin = null;
        string? nsp = null;
        string? name = null;
        string? looseSid = null;
        var words = default(RowWords);
        for (int i = (int)Math.Clamp(NextRowId - run.FirstId, 0, run.Count); i < run.Count; i++)
        {
            ref readonly PackedPacket packet = ref run.Packets[i];
            if (!ReferenceEquals(packet.Origin, origin))
            {
                origin = packet.Origin;
                looseSid = LooseSid(origin.SessionKey, origin.Session);
                words = words with { Client = _words.Id(origin.Client), Node = _words.IdOrNull(origin.Node) };
            }
            if (!ReferenceEquals(packet.Namespace, nsp) || !ReferenceEquals(packet.EventName, name))
            {
                nsp = packet.Namespace;
                name = packet.EventName;
                words = words with { Namespace = _words.Id(nsp), Event = _words.IdOrNull(name) };
            }
            RowColumns columns = RowColumns.Of(run, i);
            columns.Flags |= looseSid is null ? RowFlags.None : RowFlags.LooseSid;
            _rows.Run(columns, words);
            _payloads.Add(columns.Id, run.RawOf(packet), looseSid);
            _segments.Add(columns, words);
            NextRowId = columns.Id + 1;
        }
    }

    // Ids have no holes but this one: the gap has the first id of what was lost.
    private void TellDamage(Func<List<CaptureEntry>, bool> append)
    {
        if (_damage is not { } damage)
        {
            return;
        }
        long lost = damage.LastRowId - NextRowId + 1;
        if (lost > 0)
        {
            var gap = new CapturedGap
            {
                Id = NextRowId,
                AtMicros = damage.LastAt,
                Connection = 0, // all of them
                Client = "",
                FromMicros = damage.LastAt,
                ToMicros = damage.LastAt,
                Packets = lost,
                Why =
                    "the spill log was damaged on the disk: what waited there is lost, up to the row before the next one",
            };
            if (!append([gap]))
            {
                return;
            }
        }
        _damage = null;
    }

    // The sid of a row, where no session of the capture has it.
    private string? LooseSid(long? key, string? sid) =>
        sid is not null && (key is not { } known || !string.Equals(_sessions.Sid(known), sid, StringComparison.Ordinal))
            ? sid
            : null;

    // What is remembered outside the file is made from it anew: simpler, and surer, than undoing it step by step.
    private void Reload()
    {
        _words.Forget();
        _connections.Forget();
        _sessions.Forget();
        NextRowId = Math.Max(Number("SELECT max(id) + 1 FROM capture_row"), First("first_row"));
        NextConnectionId = Math.Max(Number("SELECT max(id) + 1 FROM connection"), First("first_connection"));
        NextSessionKey = Math.Max(Number("SELECT max(key) + 1 FROM session"), First("first_session"));
        _payloads.Reload();
        _segments.Clear();
        long last = NextRowId - 1;
        using var tail = new RowQueryStatement(
            _database,
            Path,
            $"WHERE r.id >= {(last >> Segments.Shift) << Segments.Shift}"
        );
        while (tail.Step())
        {
            _segments.Add(tail.Columns(null), tail.Words());
        }
        _isStale = false;
    }

    private long First(string name) => Number($"SELECT value FROM capture WHERE name = '{name}'");

    private long Number(string sql)
    {
        using var statement = new Statement(_database, Path, sql);
        return statement.Step() ? Math.Max(1, statement.Int64(0)) : 1;
    }
}
