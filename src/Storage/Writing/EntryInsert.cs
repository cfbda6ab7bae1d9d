using SioProxy.Sessions;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Writing;

/// <summary>
/// Stores entries of every kind in a capture's tables, and knows which ids come next. It knows of no transaction: the
/// caller begins and ends them.
/// </summary>
internal sealed class EntryInsert : IDisposable
{
    private readonly sqlite3 _database;
    private readonly string _path;
    private readonly WordTable _words;
    private readonly ConnectionInsert _connections;
    private readonly SessionInsert _sessions;
    private readonly RowInsert _rows;
    private readonly PayloadStore _payloads;
    private readonly SegmentBuilder _segments;
    private readonly Dictionary<long, int> _latestConnections = [];
    private readonly Dictionary<long, int> _latestSessions = [];

    public EntryInsert(sqlite3 database, string path)
    {
        _database = database;
        _path = path;
        _words = new WordTable(database, path);
        _connections = new ConnectionInsert(database, path, _words);
        _sessions = new SessionInsert(database, path, _words);
        _rows = new RowInsert(database, path);
        _payloads = new PayloadStore(database, path);
        _segments = new SegmentBuilder(database, path);
    }

    /// <summary>The id that the next row must have.</summary>
    public long NextRowId { get; private set; }

    /// <summary>The smallest connection id that is not used yet.</summary>
    public long NextConnectionId { get; private set; }

    /// <summary>The smallest session key that is not used yet.</summary>
    public long NextSessionKey { get; private set; }

    /// <summary>Makes what is remembered outside the file from it anew: simpler, and surer, than undoing it step by step.</summary>
    public void Reload()
    {
        _words.Forget();
        _connections.Forget();
        _sessions.Forget();
        _rows.Forget();
        NextRowId = Math.Max(Number("SELECT max(id) + 1 FROM capture_row"), First("first_row"));
        NextConnectionId = Math.Max(Number("SELECT max(id) + 1 FROM connection"), First("first_connection"));
        NextSessionKey = Math.Max(Number("SELECT max(key) + 1 FROM session"), First("first_session"));
        _payloads.Reload();
        _segments.Clear();
        long last = NextRowId - 1;
        using var tail = new RowQueryStatement(
            _database,
            _path,
            $"WHERE r.id >= {(last >> Segments.Shift) << Segments.Shift}"
        );
        while (tail.Step())
        {
            _segments.Add(tail.Columns(null), tail.Words());
        }
    }

    /// <summary>Stores entries in their order, within a transaction of the caller's. When it throws, what is remembered is not true any more.</summary>
    public void Append(IReadOnlyList<CaptureEntry> entries)
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
        _rows.Flush();
        _payloads.StorePending();
    }

    public void Dispose()
    {
        _words.Dispose();
        _connections.Dispose();
        _sessions.Dispose();
        _rows.Dispose();
        _payloads.Dispose();
        _segments.Dispose();
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

    // The sid of a row, where no session of the capture has it.
    private string? LooseSid(long? key, string? sid) =>
        sid is not null && (key is not { } known || !string.Equals(_sessions.Sid(known), sid, StringComparison.Ordinal))
            ? sid
            : null;

    private long First(string name) => Number($"SELECT value FROM capture WHERE name = '{name}'");

    private long Number(string sql)
    {
        using var statement = new Statement(_database, _path, sql);
        return statement.Step() ? Math.Max(1, statement.Int64(0)) : 1;
    }
}
