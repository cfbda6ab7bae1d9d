using Dapper;
using Microsoft.Data.Sqlite;
using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage.Reading;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage;

/// <summary>
/// Reads a capture file, finished or being written. One thread at a time; open another reader for another thread. Each
/// call reads in short transactions of its own. Throws <see cref="CaptureFileException"/> only.
/// </summary>
public sealed class CaptureReader : IDisposable
{
    // No capture has that many rows; a forged one could claim ids that take years to walk through.
    private const long MaxSpan = 1L << 36;
    private const long Chunk = 16L << Segments.Shift;
    private const int MaxThreads = 4;

    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private readonly WordCache _words;
    private readonly PayloadSource _payloads;
    private readonly SegmentCatalog _segments;
    private readonly RowQueryStatement _byId;
    private readonly Statement _first;
    private readonly Statement _last;
    private readonly Statement _tailCount;
    private readonly Statement _latency;
    private readonly Statement _sealed;
    private readonly SessionQuery _sessions;
    private readonly Statement _dataVersion;
    private readonly Statement _begin;
    private readonly Statement _end;
    private long _seenVersion;

    internal CaptureReader(SqliteConnection connection, string path)
    {
        _connection = connection;
        _database = connection.Handle!;
        Path = path;
        _words = new WordCache(_database, path);
        _payloads = new PayloadSource(_database, path);
        _segments = new SegmentCatalog(_database, path);
        _byId = new RowQueryStatement(_database, path, "WHERE r.id = ?1");
        _first = new Statement(_database, path, "SELECT min(id) FROM capture_row");
        _last = new Statement(_database, path, "SELECT max(id) FROM capture_row");
        _tailCount = new Statement(_database, path, "SELECT count(*) FROM capture_row WHERE id >= ?1");
        _latency = new Statement(_database, path, "SELECT latency_us FROM answer WHERE event_row = ?1");
        _sealed = new Statement(_database, path, "SELECT coalesce(sum(rows), 0), max(id) FROM segment WHERE id <= ?1");
        _sessions = new SessionQuery(_database, path, _words.Text);
        _dataVersion = new Statement(_database, path, "PRAGMA data_version");
        _begin = new Statement(_database, path, "BEGIN");
        _end = new Statement(_database, path, "COMMIT");
        _seenVersion = Number(_dataVersion);
    }

    /// <summary>The capture's path.</summary>
    public string Path { get; }

    /// <summary>Up to so many ids a search starts no threads of its own.</summary>
    internal long SearchesAloneUpTo { get; set; } = 4 * Chunk;

    /// <summary>The id of the first row; 0 when there is none.</summary>
    public long FirstRowId => Number(_first);

    /// <summary>The id of the latest row; 0 when there is none.</summary>
    public long LastRowId => Number(_last);

    /// <summary>How many rows there are.</summary>
    public long RowCount =>
        InTransaction(() =>
        {
            (long rows, long tail) = Sealed();
            _tailCount.Bind(1, tail);
            return rows + Number(_tailCount);
        });

    /// <summary>Bytes of the database and its write-ahead log on disk.</summary>
    public long FileBytes => FileSizes.OfDatabase(Path);

    /// <summary>Bytes that a crashed recorder left in the spill log and that could not be merged (read-only media); 0 normally.</summary>
    public long UnmergedSpillBytes => SpillLog.IsLocked(Path) ? 0 : SpillLog.LeftOverBytes(Path);

    /// <summary>Whether somebody committed to the file since the last call (cheap enough to ask many times a second).</summary>
    public bool HasChanged()
    {
        long version = Number(_dataVersion);
        bool changed = version != _seenVersion;
        _seenVersion = version;
        return changed;
    }

    /// <summary>Whether the path still leads to the file that was opened (false: deleted or replaced).</summary>
    public bool IsStillThere() => File.Exists(Path) && !DatabaseFile.HasMoved(_database);

    /// <summary>The row with this id; null when there is none.</summary>
    public CapturedRow? Get(long id) => InTransaction(() => Load(id, withPayload: true));

    /// <summary>A page of rows, in one transaction.</summary>
    /// <exception cref="OperationCanceledException">Between two parts of the search.</exception>
    public RowPage ReadPage(RowQuery query, CancellationToken cancellationToken = default)
    {
        (ScanOutput output, long scannedTo, bool isEnd) = Scan(query, withRows: true, cancellationToken);
        return new RowPage(output.Rows, scannedTo, isEnd);
    }

    /// <summary>
    /// The ids of a page of rows, in one transaction: several times faster than the rows, as only those are made that must be to
    /// decide about them.
    /// </summary>
    /// <exception cref="OperationCanceledException">Between two parts of the search.</exception>
    public RowIdPage FindIds(RowQuery query, CancellationToken cancellationToken = default)
    {
        (ScanOutput output, long scannedTo, bool isEnd) = Scan(query, withRows: false, cancellationToken);
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
        return FindAll(query, cancellationToken);
    }

    /// <summary>The rows with these ids that there are, in this order, read in one transaction.</summary>
    /// <param name="withPayload">Whether packets come with raw text and attachments.</param>
    public IReadOnlyList<CapturedRow> Rows(IReadOnlyList<long> ids, bool withPayload = true)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return InTransaction(() => ids.Select(id => Load(id, withPayload)).OfType<CapturedRow>().ToList());
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

    /// <summary>Counts, bytes, rates and ack latencies of the rows that match.</summary>
    /// <param name="report">Called about every 65,536 ids with what was added up so far and the last id looked at.</param>
    public CaptureStats Stats(
        Filter filter,
        Action<StatsBuilder, long>? report = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        var stats = new StatsBuilder();
        var query = new RowQuery { Filter = filter };
        (SearchPlan plan, _, long to) = InTransaction(() => Plan(query));
        bool bySql = plan.Matcher is null || plan.Candidates.IsExact;
        using var scanner = new StatsScanner(_database, Path, _words.Text, bySql ? plan.Candidates.Sql : null, stats);
        if (!bySql)
        {
            foreach (RowIdPage page in FindAllIds(query, cancellationToken))
            {
                InTransaction(() => scanner.Add(page.Ids));
                report?.Invoke(stats, page.ScannedTo);
            }
            return stats.ToStats();
        }
        foreach ((long start, long end) in Chunks(plan.Ranges, descending: false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            InTransaction(() => scanner.Add(start, end));
            if (end != to)
            {
                report?.Invoke(stats, end);
            }
        }
        report?.Invoke(stats, to);
        return stats.ToStats();
    }

    /// <summary>Of an event that was answered: microseconds to its ack. Null otherwise.</summary>
    public long? AckLatency(CapturedRow row) => row is CapturedPacket { AnsweredBy: not null } ? Latency(row.Id) : null;

    /// <summary>The sessions in the order of their keys. Those that nobody saw ending live while the capture is recorded into.</summary>
    /// <param name="afterKey">Only those with a larger key.</param>
    /// <param name="limit">How many at most.</param>
    public IReadOnlyList<SessionEntry> Sessions(long afterKey = 0, int limit = int.MaxValue)
    {
        bool isRecording = SpillLog.IsLocked(Path); // asked first: one that ends meanwhile has ended its sessions
        return InTransaction(() => _sessions.After(afterKey, limit, isRecording));
    }

    /// <summary>The session with this key; null when there is none.</summary>
    public SessionEntry? Session(long key) =>
        key < 1 ? null : Sessions(key - 1, 1).FirstOrDefault(session => session.Key == key);

    /// <summary>Up to <paramref name="limit"/> connections after <paramref name="afterId"/>, with their headers, by id.</summary>
    /// <param name="sessionKey">Only those of this session.</param>
    public IReadOnlyList<ConnectionEntry> Connections(long afterId = 0, int limit = 1000, long? sessionKey = null) =>
        Query<ConnectionRecord>(
                $"""
                {ConnectionRecord.Sql}
                WHERE x.id > @afterId AND (@sessionKey IS NULL OR x.session_key = @sessionKey)
                ORDER BY x.id LIMIT @limit
                """,
                new
                {
                    afterId,
                    limit,
                    sessionKey,
                }
            )
            .Select(record => record.ToEntry())
            .ToList();

    /// <summary>The connection with this id; null when there is none.</summary>
    public ConnectionEntry? Connection(long id) =>
        Query<ConnectionRecord>($"{ConnectionRecord.Sql} WHERE x.id = @id", new { id })
            .Select(record => record.ToEntry())
            .FirstOrDefault();

    /// <summary>The names of events seen in this capture (for completion), at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<string> EventNames(int limit = 1000) => Names("event_id", SegmentField.Event, limit);

    /// <summary>The namespaces seen in this capture (for completion), at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<string> Namespaces(int limit = 1000) => Names("namespace_id", SegmentField.Namespace, limit);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _words.Dispose();
        _payloads.Dispose();
        _segments.Dispose();
        _byId.Dispose();
        _sessions.Dispose();
        foreach (
            Statement statement in (Statement[])
                [_first, _last, _tailCount, _latency, _sealed, _dataVersion, _begin, _end]
        )
        {
            statement.Dispose();
        }
        _connection.Dispose();
    }

    private IEnumerable<RowIdPage> FindAll(RowQuery query, CancellationToken cancellationToken)
    {
        (SearchPlan plan, long from, long to) = InTransaction(() => Plan(query));
        long ids = plan.Ranges.Sum(range => range.End - range.Start + 1);
        if (ids <= SearchesAloneUpTo || !IsStillThere()) // threads are not worth it, or would open another file
        {
            RowIdPage page;
            do
            {
                page = FindIds(
                    query with
                    {
                        BeforeId = Math.Min(query.BeforeId, to + 1),
                        AfterId = Math.Max(query.AfterId, from - 1),
                        Limit = int.MaxValue,
                        MaxScanned = SearchesAloneUpTo,
                    },
                    cancellationToken
                );
                query = query.Descending
                    ? query with
                    {
                        BeforeId = page.ScannedTo,
                    }
                    : query with
                    {
                        AfterId = page.ScannedTo,
                    };
                yield return page;
            } while (!page.IsEnd);
            yield break;
        }
        using var search = new ParallelSearch(
            () => new SearchConnection(CaptureFile.OpenSearch(Path), Path),
            plan,
            query.Descending,
            Math.Clamp(Environment.ProcessorCount, 1, MaxThreads),
            cancellationToken
        );
        foreach ((long scannedTo, List<long> found) in search.Results())
        {
            yield return new RowIdPage(found, scannedTo, IsEnd: false);
        }
        yield return new RowIdPage([], query.Descending ? from : to, IsEnd: true);
    }

    private (SearchPlan Plan, long From, long To) Plan(RowQuery query)
    {
        (long first, long last) = CheckedSpan();
        if (!query.Filter.IsAll)
        {
            _segments.Refresh();
        }
        long from = Math.Max(first, query.AfterId == long.MaxValue ? long.MaxValue : query.AfterId + 1);
        long to = Math.Min(last, query.BeforeId == long.MinValue ? long.MinValue : query.BeforeId - 1);
        return (SearchPlan.Make(_database, Path, _segments, query.Filter, from, to), from, to);
    }

    private (ScanOutput Output, long ScannedTo, bool IsEnd) Scan(
        RowQuery query,
        bool withRows,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit, nameof(query));
        return InTransaction(() =>
        {
            (SearchPlan plan, long from, long to) = Plan(query);
            var output = new ScanOutput(query.Limit, query.Descending, withRows, query.WithPayload);
            using var scanner = new RowScanner(_database, Path, _payloads, _words, plan, output);
            long scanned = 0;
            foreach ((long start, long end) in Chunks(plan.Ranges, query.Descending))
            {
                cancellationToken.ThrowIfCancellationRequested();
                long position = scanner.Scan(start, end, cancellationToken);
                scanned += end - start + 1;
                if (output.IsFull || (query.MaxScanned > 0 && scanned >= query.MaxScanned))
                {
                    return (output, position, position == (query.Descending ? from : to));
                }
            }
            return query.Descending
                ? (output, from > to ? query.BeforeId : from, true)
                : (output, from > to ? query.AfterId : to, true);
        });
    }

    /// <summary>Ranges in the order of the search, cut so that it can be cancelled between two of them.</summary>
    private static IEnumerable<(long Start, long End)> Chunks(
        IReadOnlyList<(long Start, long End)> ranges,
        bool descending
    )
    {
        foreach ((long start, long end) in descending ? ranges.Reverse() : ranges)
        {
            for (long done = 0; done <= end - start; done += Chunk)
            {
                yield return descending
                    ? (Math.Max(start, end - done - Chunk + 1), end - done)
                    : (start + done, Math.Min(end, start + done + Chunk - 1));
            }
        }
    }

    private CapturedRow? Load(long id, bool withPayload)
    {
        _byId.Statement.Bind(1, id);
        try
        {
            if (!_byId.Step())
            {
                return null;
            }
            RowColumns columns = _byId.Columns(_words.Text);
            bool reads =
                withPayload || columns.Kind != RowKind.Packet || (columns.Flags & RowFlags.LooseSid) != RowFlags.None;
            RowPayload payload = reads ? _payloads.Read(id) : RowPayload.Empty;
            string? session = payload.Sid ?? (columns.SessionKey is { } key ? _words.Sid(key) : null);
            return columns.ToRow(payload, session, _byId.AnsweredBy);
        }
        finally
        {
            _byId.Reset();
        }
    }

    private static long Number(Statement statement)
    {
        long number = statement.Step() ? statement.Int64(0) : 0;
        statement.Reset();
        return number;
    }

    private List<string> Names(string column, SegmentField field, int limit) =>
        InTransaction(() =>
        {
            // From value to value: the index has an entry for each segment in which one occurs.
            using var names = new Statement(
                _database,
                Path,
                $"""
                WITH RECURSIVE found(value) AS (
                    SELECT min(value) FROM segment_index WHERE field = ?1
                    UNION ALL
                    SELECT (SELECT min(value) FROM segment_index WHERE field = ?1 AND value > found.value)
                    FROM found WHERE found.value IS NOT NULL
                )
                SELECT text FROM word WHERE id IN (
                    SELECT value FROM found UNION SELECT {column} FROM capture_row WHERE id >= ?2
                ) ORDER BY text LIMIT ?3
                """
            );
            names.Bind(1, (long)field);
            names.Bind(2, Sealed().TailStart);
            names.Bind(3, (long)limit);
            var texts = new List<string>();
            while (names.Step())
            {
                texts.Add(names.Text(0));
            }
            return texts;
        });

    private long? Latency(long eventRow)
    {
        _latency.Bind(1, eventRow);
        long? latency = _latency.Step() ? _latency.NullableInt64(0) : null;
        _latency.Reset();
        return latency;
    }

    /// <summary>The rows of complete segments, and the first id behind them.</summary>
    private (long Rows, long TailStart) Sealed()
    {
        _sealed.Bind(1, (long.MaxValue >> Segments.Shift) - 1); // no row can be in one behind that
        _ = _sealed.Step();
        long rows = _sealed.Int64(0);
        long tail = _sealed.NullableInt64(1) is { } last ? (last + 1) << Segments.Shift : long.MinValue;
        _sealed.Reset();
        return (rows, tail);
    }

    private (long First, long Last) CheckedSpan()
    {
        (long first, long last) = (Number(_first), Number(_last));
        if (first < 0 || last - first > MaxSpan)
        {
            throw SqliteFailure.Of(CaptureFileProblem.Damaged, Path, detail: "its row ids make no sense");
        }
        return (first, last);
    }

    private List<T> Query<T>(string sql, object parameters) =>
        CaptureFile.Guarded(Path, () => Guard(() => _connection.Query<T>(sql, parameters).AsList()));

    // Dapper and SqliteDataReader complain in many ways about values that only a forged file has.
    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception)
            when (exception is System.Data.DataException or InvalidCastException or OverflowException or FormatException
            )
        {
            throw SqliteFailure.Of(CaptureFileProblem.Damaged, Path, exception);
        }
    }

    private void InTransaction(Action action) =>
        InTransaction(() =>
        {
            action();
            return true;
        });

    private T InTransaction<T>(Func<T> action)
    {
        bool outer = raw.sqlite3_get_autocommit(_database) != 0;
        if (outer)
        {
            _begin.Execute();
        }
        try
        {
            return action();
        }
        finally
        {
            if (outer && raw.sqlite3_get_autocommit(_database) == 0)
            {
                _end.Execute();
            }
        }
    }
}
