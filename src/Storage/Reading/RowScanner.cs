using SioProxy.Sessions;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>
/// Carries a <see cref="SearchPlan"/> out over ranges of ids, on one connection. Where plain columns say little, payload
/// blocks lead: each is inflated once, searched as bytes, and only the rows that may match are made and shown to the matcher.
/// </summary>
internal sealed class RowScanner : IDisposable
{
    private const int DenseShare = 4; // with more than one row in so many to look at, one pass is cheaper than looking each up

    private readonly sqlite3 _database;
    private readonly string _path;
    private readonly PayloadSource _payloads;
    private readonly WordCache _words;
    private readonly SearchPlan _plan;
    private readonly ScanOutput _output;
    private readonly Func<long, string> _text;
    private readonly Lazy<RowQueryStatement> _range;
    private readonly Lazy<RowQueryStatement> _byId;
    private readonly Lazy<Statement> _idRange;
    private readonly Lazy<Statement> _namedRange;
    private readonly Lazy<BlockSource> _blocks;
    private readonly ScanBlock _block = new();
    private readonly List<int> _found = [];
    private bool[] _marks = [];

    public RowScanner(ReadConnection connection, SearchPlan plan, ScanOutput output)
    {
        _database = connection.Database;
        _path = connection.Path;
        _payloads = connection.Payloads;
        _words = connection.Words;
        _plan = plan;
        _output = output;
        _text = _words.Text;
        string order = output.Descending ? "DESC" : "ASC";
        _range = new(() => Rows($"r.id BETWEEN ?1 AND ?2", 3, $"ORDER BY r.id {order}"), isThreadSafe: false);
        _byId = new(() => Rows("r.id = ?1", 2, string.Empty), isThreadSafe: false);
        _idRange = new(() => Ids(_plan.Candidates.Sql, order), isThreadSafe: false);
        _namedRange = new(() => Ids(_plan.Named!.Sql, order), isThreadSafe: false);
        _blocks = new(() => new BlockSource(_database, _path), isThreadSafe: false);
    }

    /// <summary>Looks at the ids from <paramref name="start"/> to <paramref name="end"/>, in the output's direction, until it is full.</summary>
    /// <returns>The id looked at last.</returns>
    public long Scan(long start, long end, CancellationToken cancellationToken)
    {
        if (!_output.WithRows && (_plan.Matcher is null || _plan.Candidates.IsExact))
        {
            return ScanIds(start, end);
        }
        return _plan.IsByBlocks ? ScanBlocks(start, end, cancellationToken) : ScanColumns(start, end);
    }

    public void Dispose()
    {
        Dispose(_range);
        Dispose(_byId);
        Dispose(_idRange);
        Dispose(_namedRange);
        Dispose(_blocks);
    }

    private static void Dispose<T>(Lazy<T> part)
        where T : IDisposable
    {
        if (part.IsValueCreated)
        {
            part.Value.Dispose();
        }
    }

    private RowQueryStatement Rows(string where, int firstParameter, string order)
    {
        SqlCondition? sql = _plan.Candidates.Sql;
        string condition = sql is null ? string.Empty : $" AND ({sql.ToSql(firstParameter)})";
        var statement = new RowQueryStatement(_database, _path, $"WHERE {where}{condition} {order}");
        sql?.Bind(statement.Statement, firstParameter);
        return statement;
    }

    private Statement Ids(SqlCondition? sql, string order)
    {
        string condition = sql is null ? string.Empty : $" AND ({sql.ToSql(3)})";
        var statement = new Statement(
            _database,
            _path,
            $"SELECT r.id FROM capture_row r WHERE r.id BETWEEN ?1 AND ?2{condition} ORDER BY r.id {order}"
        );
        sql?.Bind(statement, 3);
        return statement;
    }

    // SQL alone decides.
    private long ScanIds(long start, long end)
    {
        Statement ids = _idRange.Value;
        ids.Bind(1, start);
        ids.Bind(2, end);
        try
        {
            while (ids.Step())
            {
                long id = ids.Int64(0);
                _output.Ids.Add(id);
                if (_output.IsFull)
                {
                    return id;
                }
            }
        }
        finally
        {
            ids.Reset();
        }
        return _output.Descending ? start : end;
    }

    // SQL over plain columns leads; payloads are looked into for what it lets through.
    private long ScanColumns(long start, long end)
    {
        RowQueryStatement rows = _range.Value;
        rows.Statement.Bind(1, start);
        rows.Statement.Bind(2, end);
        try
        {
            while (rows.Step())
            {
                long id = rows.Id;
                if (MayMatch(rows, id))
                {
                    Consider(rows, id);
                }
                if (_output.IsFull)
                {
                    return id;
                }
            }
        }
        finally
        {
            rows.Reset();
        }
        return _output.Descending ? start : end;
    }

    private bool MayMatch(RowQueryStatement rows, long id) =>
        _plan.Sieve is not { } sieve
        || (_plan.Named is { } named && rows.EventId is { } name && named.Ids.Contains(name))
        || sieve.MayMatch(_payloads.Record(id));

    private void Consider(RowQueryStatement rows, long id)
    {
        RowColumns columns = rows.Columns(_text);
        bool isDecided = _plan.Matcher is null;
        bool reads =
            _plan.Matcher is { NeedsContent: true }
            || columns.Kind != RowKind.Packet
            || (columns.Flags & RowFlags.LooseSid) != RowFlags.None
            || (isDecided && _output.WithPayload);
        CapturedRow row = Row(rows, columns, reads ? _payloads.Read(id) : RowPayload.Empty);
        if (!isDecided && !_plan.Matcher!.Matches(row))
        {
            return;
        }
        if (!_output.WithRows)
        {
            _output.Ids.Add(id);
            return;
        }
        _output.Add(reads || !_output.WithPayload ? row : Row(rows, columns, _payloads.Read(id)));
    }

    private CapturedRow Row(RowQueryStatement rows, in RowColumns columns, RowPayload payload) =>
        columns.ToRow(
            payload,
            payload.Sid ?? (columns.SessionKey is { } key ? _words.Sid(key) : null),
            rows.AnsweredBy
        );

    private long ScanBlocks(long start, long end, CancellationToken cancellationToken)
    {
        long low = start;
        long high = end;
        while (low <= high)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long at = _output.Descending ? high : low;
            bool isBlock = _blocks.Value.TryRead(at, _block, out long before);
            long first =
                isBlock ? _block.FirstRow
                : before < low ? low
                : before + 1;
            long last =
                isBlock ? _block.LastRow
                : _output.Descending ? high
                : BeforeNext(at, high);
            (first, last) = (Math.Max(first, low), Math.Min(last, high));
            // What is not sealed yet, and a block that lacks records, is gone through row by row.
            long position = isBlock && _block.IsDense ? ScanBlock(first, last) : ScanColumns(first, last);
            if (_output.IsFull)
            {
                return position;
            }
            (low, high) = _output.Descending ? (low, first - 1) : (last + 1, high);
        }
        return _output.Descending ? start : end;
    }

    private long BeforeNext(long at, long high)
    {
        long next = _blocks.Value.FirstAfter(at);
        return next > high ? high : next - 1;
    }

    private long ScanBlock(long first, long last)
    {
        if (_marks.Length < _block.Count)
        {
            _marks = new bool[2 * _block.Count];
        }
        _plan.Sieve!.Sift(_block, _marks.AsSpan(0, _block.Count));
        MarkNamed(first, last);
        _found.Clear();
        for (long id = first; id <= last; id++)
        {
            if (_marks[(int)(id - _block.FirstRow)])
            {
                _found.Add((int)(id - _block.FirstRow));
            }
        }
        if (_output.Descending)
        {
            _found.Reverse();
        }
        return _found.Count * DenseShare > last - first ? ConsiderPass(first, last) : ConsiderEach(first, last);
    }

    private void MarkNamed(long first, long last)
    {
        if (_plan.Named is not { } named || !named.MayBeIn(first, last))
        {
            return;
        }
        Statement ids = _namedRange.Value;
        ids.Bind(1, first);
        ids.Bind(2, last);
        while (ids.Step())
        {
            _marks[(int)(ids.Int64(0) - _block.FirstRow)] = true;
        }
        ids.Reset();
    }

    private long ConsiderEach(long first, long last)
    {
        RowQueryStatement row = _byId.Value;
        foreach (int index in _found)
        {
            row.Statement.Bind(1, _block.FirstRow + index);
            try
            {
                if (row.Step())
                {
                    ConsiderRecord(row, _block.Record(index));
                }
            }
            finally
            {
                row.Reset();
            }
            if (_output.IsFull)
            {
                return _block.FirstRow + index;
            }
        }
        return _output.Descending ? first : last;
    }

    private long ConsiderPass(long first, long last)
    {
        RowQueryStatement rows = _range.Value;
        rows.Statement.Bind(1, first);
        rows.Statement.Bind(2, last);
        try
        {
            while (rows.Step())
            {
                int index = (int)(rows.Id - _block.FirstRow);
                if (_marks[index])
                {
                    ConsiderRecord(rows, _block.Record(index));
                }
                if (_output.IsFull)
                {
                    return rows.Id;
                }
            }
        }
        finally
        {
            rows.Reset();
        }
        return _output.Descending ? first : last;
    }

    private void ConsiderRecord(RowQueryStatement rows, ReadOnlyMemory<byte> record)
    {
        RowColumns columns = rows.Columns(_text);
        if (!_plan.Matcher!.Matches(Row(rows, columns, Payload(columns.Id, record))))
        {
            return;
        }
        if (_output.WithRows)
        {
            _output.Add(Row(rows, columns, Payload(columns.Id, record.ToArray()))); // the block's buffer is used again
        }
        else
        {
            _output.Ids.Add(columns.Id);
        }
    }

    private RowPayload Payload(long id, ReadOnlyMemory<byte> record) =>
        RowPayload.TryRead(record, out RowPayload payload)
            ? payload
            : throw SqliteFailure.Of(CaptureFileProblem.Damaged, _path, detail: $"row {id} has an unreadable payload");
}
