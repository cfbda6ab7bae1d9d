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
        _dataVersion = new Statement(_database, path, "PRAGMA data_version");
        _begin = new Statement(_database, path, "BEGIN");
        _end = new Statement(_database, path, "COMMIT");
        _seenVersion = Number(_dataVersion);
    }

    /// <summary>The capture's path.</summary>
    public string Path { get; }

    /// <summary>The id of the first row; 0 when there is none.</summary>
    public long FirstRowId => Number(_first);

    /// <summary>The id of the latest row; 0 when there is none.</summary>
    public long LastRowId => Number(_last);

    /// <summary>How many rows there are.</summary>
    public long RowCount =>
        InTransaction(() =>
        {
            _segments.Refresh();
            _tailCount.Bind(1, _segments.TailStart);
            return _segments.Rows + Number(_tailCount);
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
    public CapturedRow? Get(long id) =>
        InTransaction<CapturedRow?>(() =>
        {
            _byId.Statement.Bind(1, id);
            try
            {
                if (!_byId.Step())
                {
                    return null;
                }
                RowColumns columns = _byId.Columns(_words.Text);
                RowPayload payload = _payloads.Read(id);
                string? session = payload.Sid ?? (columns.SessionKey is { } key ? _words.Sid(key) : null);
                return columns.ToRow(payload, session, _byId.AnsweredBy);
            }
            finally
            {
                _byId.Reset();
            }
        });

    /// <summary>A page of rows, in one transaction.</summary>
    /// <exception cref="OperationCanceledException">Between two parts of the search.</exception>
    public RowPage ReadPage(RowQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit, nameof(query));
        return InTransaction(() =>
        {
            (long first, long last) = CheckedSpan();
            _segments.Refresh();
            using var scanner = new RowScanner(_database, Path, _payloads, _words, query);
            return scanner.Scan(_segments, first, last, cancellationToken);
        });
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
            : Read(filter, withPayload: false, cancellationToken: cancellationToken).LongCount();
    }

    /// <summary>Counts, bytes, rates and ack latencies of the rows that match.</summary>
    /// <param name="report">Called about every quarter of a million ids with what was added up so far and the last id looked at.</param>
    public CaptureStats Stats(
        Filter filter,
        Action<StatsBuilder, long>? report = null,
        CancellationToken cancellationToken = default
    )
    {
        var stats = new StatsBuilder();
        var query = new RowQuery
        {
            Filter = filter,
            Limit = 1 << 14,
            MaxScanned = 1 << 18,
            WithPayload = false,
        };
        RowPage page;
        do
        {
            page = ReadPage(query, cancellationToken);
            foreach (CapturedRow row in page.Rows)
            {
                stats.Add(row, AckLatency(row));
            }
            query = query with { AfterId = page.ScannedTo };
            report?.Invoke(stats, page.ScannedTo);
        } while (!page.IsEnd);
        return stats.ToStats();
    }

    /// <summary>Of an event that was answered: microseconds to its ack. Null otherwise.</summary>
    public long? AckLatency(CapturedRow row) => row is CapturedPacket { AnsweredBy: not null } ? Latency(row.Id) : null;

    /// <summary>All sessions in the order of their keys. Those that nobody saw ending live while the capture is recorded into.</summary>
    public IReadOnlyList<SessionEntry> Sessions() => Sessions($"{SessionRecord.Sql} ORDER BY s.key", new { });

    /// <summary>The session with this key; null when there is none.</summary>
    public SessionEntry? Session(long key) =>
        Sessions($"{SessionRecord.Sql} WHERE s.key = @key", new { key }).FirstOrDefault();

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
        foreach (Statement statement in (Statement[])[_first, _last, _tailCount, _latency, _dataVersion, _begin, _end])
        {
            statement.Dispose();
        }
        _connection.Dispose();
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
            _segments.Refresh();
            return Query<string>(
                $"""
                SELECT text FROM word WHERE id IN (
                    SELECT value FROM segment_index WHERE field = @field
                    UNION SELECT {column} FROM capture_row WHERE id >= @tail
                ) ORDER BY text LIMIT @limit
                """,
                new
                {
                    field = (long)field,
                    tail = _segments.TailStart,
                    limit,
                }
            );
        });

    private long? Latency(long eventRow)
    {
        _latency.Bind(1, eventRow);
        long? latency = _latency.Step() ? _latency.NullableInt64(0) : null;
        _latency.Reset();
        return latency;
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

    private List<SessionEntry> Sessions(string sql, object parameters)
    {
        bool isRecording = SpillLog.IsLocked(Path); // asked first: one that ends meanwhile has ended its sessions
        return Query<SessionRecord>(sql, parameters).ConvertAll(record => record.ToEntry(isRecording));
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
