using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>Goes through the rows that a filter may match, chunk by chunk, and asks the matcher. Within one read transaction.</summary>
internal sealed class RowScanner : IDisposable
{
    // Between two chunks a scan can be cancelled.
    private const long Chunk = 16L << Segments.Shift;

    private readonly PayloadSource _payloads;
    private readonly WordCache _words;
    private readonly FilterMatcher _matcher;
    private readonly Func<long, string> _text;
    private readonly RowQuery _query;
    private readonly Candidates _candidates;
    private readonly RowQueryStatement _statement;

    public RowScanner(sqlite3 database, string path, PayloadSource payloads, WordCache words, RowQuery query)
    {
        _payloads = payloads;
        _words = words;
        _text = words.Text;
        _query = query;
        _matcher = new FilterMatcher(query.Filter);
        _candidates = query.Filter.IsAll
            ? Candidates.Any
            : new CandidatePlanner(database, path).Plan(query.Filter.Root);
        string condition = _candidates.Sql is { } sql ? $" AND ({sql.ToSql(3)})" : string.Empty;
        string order = query.Descending ? "DESC" : "ASC";
        _statement = new RowQueryStatement(
            database,
            path,
            $"WHERE r.id BETWEEN ?1 AND ?2{condition} ORDER BY r.id {order}"
        );
        for (int i = 0; i < _candidates.Sql?.Values.Count; i++)
        {
            if (_candidates.Sql.Values[i] is long number)
            {
                _statement.Statement.Bind(i + 3, number);
            }
            else
            {
                _statement.Statement.Bind(i + 3, (string)_candidates.Sql.Values[i]);
            }
        }
    }

    public RowPage Scan(SegmentCatalog catalog, long firstId, long lastId, CancellationToken cancellationToken)
    {
        long from = Math.Max(firstId, _query.AfterId == long.MaxValue ? long.MaxValue : _query.AfterId + 1);
        long to = Math.Min(lastId, _query.BeforeId == long.MinValue ? long.MinValue : _query.BeforeId - 1);
        var rows = new List<CapturedRow>();
        long scanned = 0;
        foreach ((long start, long end) in Ranges(catalog, from, to))
        {
            cancellationToken.ThrowIfCancellationRequested();
            long position = Scan(start, end, rows);
            scanned += end - start + 1;
            if (rows.Count >= _query.Limit)
            {
                return new RowPage(rows, position, position == (_query.Descending ? from : to));
            }
            if (_query.MaxScanned > 0 && scanned >= _query.MaxScanned)
            {
                return new RowPage(rows, position, position == (_query.Descending ? from : to));
            }
        }
        if (_query.Descending)
        {
            return new RowPage(rows, from > to ? _query.BeforeId : from, true);
        }
        return new RowPage(rows, from > to ? _query.AfterId : to, true);
    }

    public void Dispose() => _statement.Dispose();

    /// <summary>The row that the statement is at; null when the matcher refuses it.</summary>
    private CapturedRow? Current()
    {
        RowColumns columns = _statement.Columns(_text);
        bool whole = _matcher.NeedsContent || columns.Kind != RowKind.Packet;
        bool loose = (columns.Flags & RowFlags.LooseSid) != RowFlags.None;
        bool decided = _query.Filter.IsAll;
        bool read = whole || loose || (decided && _query.WithPayload);
        CapturedRow row = Row(columns, read ? _payloads.Read(columns.Id) : RowPayload.Empty);
        if (!decided && !_matcher.Matches(row))
        {
            return null;
        }
        return read || !_query.WithPayload ? row : Row(columns, _payloads.Read(columns.Id));
    }

    private CapturedRow Row(in RowColumns columns, RowPayload payload) =>
        columns.ToRow(
            payload,
            payload.Sid ?? (columns.SessionKey is { } key ? _words.Sid(key) : null),
            _statement.AnsweredBy
        );

    private long Scan(long start, long end, List<CapturedRow> rows)
    {
        _statement.Statement.Bind(1, start);
        _statement.Statement.Bind(2, end);
        try
        {
            while (_statement.Step())
            {
                if (Current() is not { } row)
                {
                    continue;
                }
                rows.Add(row);
                if (rows.Count >= _query.Limit)
                {
                    return row.Id;
                }
            }
        }
        finally
        {
            _statement.Reset();
        }
        return _query.Descending ? start : end;
    }

    private IEnumerable<(long Start, long End)> Ranges(SegmentCatalog catalog, long from, long to)
    {
        IEnumerable<(long, long)> ranges = Candidate(catalog, from, to);
        if (_query.Descending)
        {
            ranges = ranges.Reverse();
        }
        foreach ((long start, long end) in ranges)
        {
            if (_query.Descending)
            {
                for (long high = end; high >= start; high -= Chunk)
                {
                    yield return (Math.Max(start, high - Chunk + 1), high);
                }
            }
            else
            {
                for (long low = start; low <= end; low += Chunk)
                {
                    yield return (low, Math.Min(end, low + Chunk - 1));
                }
            }
        }
    }

    /// <summary>The ids that can match, ascending: of complete segments those that may hold matches, and all behind them.</summary>
    private IEnumerable<(long Start, long End)> Candidate(SegmentCatalog catalog, long from, long to)
    {
        if (from > to)
        {
            yield break;
        }
        if (_candidates.Segment is not { } holds)
        {
            yield return (from, to);
            yield break;
        }
        long start = long.MinValue;
        long end = long.MinValue;
        foreach ((long id, SegmentSummary summary) in catalog.Complete)
        {
            long first = Math.Max(from, id << Segments.Shift);
            long last = Math.Min(to, ((id + 1) << Segments.Shift) - 1);
            if (first > last || !holds(id, summary))
            {
                continue;
            }
            if (end != long.MinValue && first != end + 1)
            {
                yield return (start, end);
                end = long.MinValue;
            }
            start = end == long.MinValue ? first : start;
            end = last;
        }
        long tail = Math.Max(from, catalog.TailStart);
        if (end != long.MinValue && tail != end + 1)
        {
            yield return (start, end);
            end = long.MinValue;
        }
        if (tail <= to)
        {
            yield return (end == long.MinValue ? tail : start, to);
        }
        else if (end != long.MinValue)
        {
            yield return (start, end);
        }
    }
}
