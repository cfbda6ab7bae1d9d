using Microsoft.Data.Sqlite;
using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage.Reading;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage;

/// <summary>
/// Reads a capture file, finished or being written. One thread at a time; open another reader for another thread. Each
/// call reads in short transactions of its own. Throws <see cref="CaptureFileException"/> only.
/// </summary>
public sealed class CaptureReader : IDisposable
{
    private readonly ReadConnection _connection;
    private readonly RowExtent _extent;
    private readonly RowLoader _rows;
    private readonly RowFinder _finder;
    private readonly NameQuery _names;
    private readonly SessionQuery _sessions;
    private readonly ConnectionQuery _connections;
    private readonly Statement _dataVersion;
    private long _seenVersion;

    internal CaptureReader(SqliteConnection connection, string path)
    {
        Path = path;
        _connection = new ReadConnection(connection, path);
        _extent = new RowExtent(_connection);
        _rows = new RowLoader(_connection);
        _finder = new RowFinder(_connection, _extent, IsStillThere);
        _names = new NameQuery(_connection, _extent);
        _sessions = new SessionQuery(_connection.Database, path, _connection.Words.Text);
        _connections = new ConnectionQuery(connection, path);
        _dataVersion = new Statement(_connection.Database, path, "PRAGMA data_version");
        _seenVersion = Version();
    }

    /// <summary>The capture's path.</summary>
    public string Path { get; }

    /// <summary>Up to so many ids a search starts no threads of its own.</summary>
    internal long SearchesAloneUpTo
    {
        get => _finder.SearchesAloneUpTo;
        set => _finder.SearchesAloneUpTo = value;
    }

    /// <summary>The id of the first row; 0 when there is none.</summary>
    public long FirstRowId => _extent.First;

    /// <summary>The id of the latest row; 0 when there is none.</summary>
    public long LastRowId => _extent.Last;

    /// <summary>How many rows there are.</summary>
    public long RowCount => _extent.Count;

    /// <summary>Bytes of the database and its write-ahead log on disk.</summary>
    public long FileBytes => FileSizes.OfDatabase(Path);

    /// <summary>Bytes that a crashed recorder left in the spill log and that could not be merged (read-only media); 0 normally.</summary>
    public long UnmergedSpillBytes => SpillLog.IsLocked(Path) ? 0 : SpillLog.LeftOverBytes(Path);

    /// <summary>Whether somebody committed to the file since the last call (cheap enough to ask many times a second).</summary>
    public bool HasChanged()
    {
        long version = Version();
        bool changed = version != _seenVersion;
        _seenVersion = version;
        return changed;
    }

    /// <summary>Whether the path still leads to the file that was opened (false: deleted or replaced).</summary>
    public bool IsStillThere() => File.Exists(Path) && !DatabaseFile.HasMoved(_connection.Database);

    /// <summary>The row with this id; null when there is none.</summary>
    public CapturedRow? Get(long id) => _connection.Transactions.Run(() => _rows.Get(id, withPayload: true));

    /// <summary>A page of rows, in one transaction.</summary>
    /// <exception cref="OperationCanceledException">Between two parts of the search.</exception>
    public RowPage ReadPage(RowQuery query, CancellationToken cancellationToken = default)
    {
        (ScanOutput output, long scannedTo, bool isEnd) = _finder.Scan(query, withRows: true, cancellationToken);
        return new RowPage(output.Rows, scannedTo, isEnd);
    }

    /// <summary>
    /// The ids of a page of rows, in one transaction: several times faster than the rows, as only those are made that must be to
    /// decide about them.
    /// </summary>
    /// <exception cref="OperationCanceledException">Between two parts of the search.</exception>
    public RowIdPage FindIds(RowQuery query, CancellationToken cancellationToken = default)
    {
        (ScanOutput output, long scannedTo, bool isEnd) = _finder.Scan(query, withRows: false, cancellationToken);
        return new RowIdPage(output.Ids, scannedTo, isEnd);
    }

    /// <summary>
    /// The ids of all rows that match, as the file was when the enumeration began, in the query's order, a page for each part
    /// that was searched (also where nothing was found, so that progress can be shown). Several threads search, each in short
    /// transactions; this reader may be used between two pages. Of the query Limit, MaxScanned and WithPayload do not count.
    /// </summary>
    /// <exception cref="OperationCanceledException">While it waits for the next page.</exception>
    public IEnumerable<RowIdPage> FindAllIds(RowQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _finder.FindAll(query, cancellationToken);
    }

    /// <summary>The rows with these ids that there are, in this order, read in one transaction.</summary>
    /// <param name="withPayload">Whether packets come with raw text and attachments.</param>
    public IReadOnlyList<CapturedRow> Rows(IReadOnlyList<long> ids, bool withPayload = true)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _connection.Transactions.Run(() =>
            ids.Select(id => _rows.Get(id, withPayload)).OfType<CapturedRow>().ToList()
        );
    }

    /// <summary>All rows that match, in capture order, as the file was when the enumeration came to its end.</summary>
    /// <param name="afterId">Only rows with a larger id.</param>
    /// <param name="withPayload">Whether packets come with raw text and attachments.</param>
    public IEnumerable<CapturedRow> Read(
        Filter filter,
        long afterId = 0,
        bool withPayload = true,
        CancellationToken cancellationToken = default
    )
    {
        RowPage page;
        do
        {
            page = ReadPage(
                new RowQuery
                {
                    Filter = filter,
                    AfterId = afterId,
                    Limit = 1000,
                    MaxScanned = 1 << 18, // a reader that stands still would keep the write-ahead log from being emptied
                    WithPayload = withPayload,
                },
                cancellationToken
            );
            afterId = page.ScannedTo;
            foreach (CapturedRow row in page.Rows)
            {
                yield return row;
            }
        } while (!page.IsEnd);
    }

    /// <summary>How many rows match.</summary>
    public long Count(Filter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.IsAll
            ? RowCount
            : FindAllIds(new RowQuery { Filter = filter }, cancellationToken).Sum(page => (long)page.Ids.Count);
    }

    /// <summary>
    /// Counts, bytes, rates and ack latencies of the rows that match, up to the latest one there is now. Several threads read,
    /// each in short transactions.
    /// </summary>
    /// <param name="report">Called about every 65,536 ids with what was added up so far and the last id looked at.</param>
    /// <exception cref="OperationCanceledException">Soon after it was asked for.</exception>
    public CaptureStats Stats(
        Filter filter,
        Action<StatsBuilder, long>? report = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        (SearchPlan plan, _, long to) = _connection.Transactions.Run(() =>
            _finder.Plan(new RowQuery { Filter = filter })
        );
        var stats = new StatsBuilder();
        foreach ((long last, StatsBuilder part) in _finder.Stats(plan, cancellationToken))
        {
            stats.Add(part);
            if (last != to)
            {
                report?.Invoke(stats, last);
            }
        }
        report?.Invoke(stats, to);
        return stats.ToStats();
    }

    /// <summary>
    /// The plain columns of the rows that match, in capture order, up to the latest row there is now: a page for each part
    /// that was read. Several threads read, each in short transactions; this reader may be used between two pages.
    /// </summary>
    /// <param name="afterId">Only rows with a larger id.</param>
    /// <exception cref="OperationCanceledException">While it waits for the next page.</exception>
    public IEnumerable<PlainRowPage> PlainRows(
        Filter filter,
        long afterId = 0,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Pages();

        IEnumerable<PlainRowPage> Pages()
        {
            var query = new RowQuery { Filter = filter, AfterId = afterId };
            (SearchPlan plan, _, long to) = _connection.Transactions.Run(() => _finder.Plan(query));
            foreach ((long last, List<PlainRow> rows) in _finder.PlainRows(plan, cancellationToken))
            {
                yield return new PlainRowPage(rows, last);
            }
            yield return new PlainRowPage([], Math.Max(afterId, to));
        }
    }

    /// <summary>Of an event that was answered: microseconds to its ack. Null otherwise.</summary>
    public long? AckLatency(CapturedRow row) =>
        row is CapturedPacket { AnsweredBy: not null } ? _rows.Latency(row.Id) : null;

    /// <summary>The sessions in the order of their keys. Those that nobody saw ending live while the capture is recorded into.</summary>
    /// <param name="afterKey">Only those with a larger key.</param>
    /// <param name="limit">How many at most.</param>
    public IReadOnlyList<SessionEntry> Sessions(long afterKey = 0, int limit = int.MaxValue)
    {
        bool isRecording = SpillLog.IsLocked(Path); // asked first: one that ends meanwhile has ended its sessions
        return _connection.Transactions.Run(() => _sessions.After(afterKey, limit, isRecording));
    }

    /// <summary>The session with this key; null when there is none.</summary>
    public SessionEntry? Session(long key) =>
        key < 1 ? null : Sessions(key - 1, 1).FirstOrDefault(session => session.Key == key);

    /// <summary>Up to <paramref name="limit"/> connections after <paramref name="afterId"/>, with their headers, by id.</summary>
    /// <param name="sessionKey">Only those of this session.</param>
    public IReadOnlyList<ConnectionEntry> Connections(long afterId = 0, int limit = 1000, long? sessionKey = null) =>
        _connections.After(afterId, limit, sessionKey);

    /// <summary>Up to <paramref name="limit"/> requests by OPTIONS, with which browsers ask before they send another.</summary>
    public IReadOnlyList<ConnectionEntry> Preflights(int limit = 1000) => _connections.OfMethod("OPTIONS", limit);

    /// <summary>The connection with this id; null when there is none.</summary>
    public ConnectionEntry? Connection(long id) => _connections.Get(id);

    /// <summary>The names of events seen in this capture (for completion), at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<string> EventNames(int limit = 1000) => _names.Read("event_id", SegmentField.Event, limit);

    /// <summary>The namespaces seen in this capture (for completion), at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<string> Namespaces(int limit = 1000) =>
        _names.Read("namespace_id", SegmentField.Namespace, limit);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        foreach (
            IDisposable part in (IDisposable[])
                [_finder, _rows, _extent, _sessions, _connections, _dataVersion, _connection]
        )
        {
            part.Dispose();
        }
    }

    private long Version()
    {
        long version = _dataVersion.Step() ? _dataVersion.Int64(0) : 0;
        _dataVersion.Reset();
        return version;
    }
}
