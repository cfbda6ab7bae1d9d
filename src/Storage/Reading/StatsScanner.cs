using System.Runtime.InteropServices;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Reading;

/// <summary>Adds rows up by what they are, from plain columns alone: no row is made for it.</summary>
internal sealed class StatsScanner : IPartScanner<StatsBuilder>
{
    private const long Unanswered = -2;
    private const long Asks = 1L << 32;
    private const int DenseShare = 4; // with more than one row in so many, one pass is cheaper than looking each up

    // Small columns in one number, a byte each and one more than they are, and above them whether an event asks for an
    // ack: a call per column is most of the work.
    private const string Sql = """
        SELECT (r.kind & 255)
            + ((coalesce(r.direction, -1) + 1 & 255) << 8)
            + ((coalesce(r.engine_type, -1) + 1 & 255) << 16)
            + ((coalesce(r.sio_type, -1) + 1 & 255) << 24)
            + ((r.ack_id IS NOT NULL AND r.sio_type IN (2, 5)) << 32),
            r.id, coalesce(r.event_id, -1), coalesce(r.namespace_id, -1), r.size, r.at_us
        FROM capture_row r
        """;

    private readonly Func<long, string> _text;
    private readonly RowStatements _rows;
    private readonly Answers _answers;
    private readonly Dictionary<Key, (StatsLine Line, bool Asks)> _lines = [];
    private StatsBuilder? _stats;
    private Key _lastKey;
    private (StatsLine Line, bool Asks) _last;

    /// <param name="condition">What the rows of a range must be like; null: all count.</param>
    public StatsScanner(ReadConnection connection, SqlCondition? condition)
    {
        _text = connection.Words.Text;
        _rows = new RowStatements(connection, Sql, condition);
        _answers = new Answers(connection);
    }

    public StatsBuilder Read(long start, long end)
    {
        var stats = new StatsBuilder();
        Add(start, end, stats);
        return stats;
    }

    public StatsBuilder Read(IReadOnlyList<long> ids)
    {
        var stats = new StatsBuilder();
        Add(ids, stats);
        return stats;
    }

    /// <summary>Adds the rows of a range.</summary>
    public void Add(long start, long end, StatsBuilder into)
    {
        AddTo(into);
        Statement range = Open(start, end);
        while (range.Step())
        {
            Add(range);
        }
        Close(range);
    }

    /// <summary>Adds the rows with these ids, which ascend.</summary>
    public void Add(IReadOnlyList<long> ids, StatsBuilder into)
    {
        AddTo(into);
        if (ids.Count == 0)
        {
            return;
        }
        if (ids.Count * (long)DenseShare < ids[^1] - ids[0])
        {
            AddEach(ids);
            return;
        }
        Statement range = Open(ids[0], ids[^1]);
        int next = 0;
        while (next < ids.Count && range.Step())
        {
            long id = range.Int64(1);
            while (next < ids.Count && ids[next] < id)
            {
                next++;
            }
            if (next < ids.Count && ids[next] == id)
            {
                Add(range);
                next++;
            }
        }
        Close(range);
    }

    public void Dispose()
    {
        _rows.Dispose();
        _answers.Dispose();
    }

    private void AddTo(StatsBuilder stats)
    {
        _stats = stats;
        _lines.Clear(); // they belong to another
        _last = default;
        _lastKey = default;
    }

    private Statement Open(long start, long end)
    {
        _answers.Open(start, end);
        return _rows.Range(start, end);
    }

    private void Close(Statement range)
    {
        range.Reset();
        _answers.Close();
    }

    private void AddEach(IReadOnlyList<long> ids)
    {
        foreach (long id in ids)
        {
            Statement row = _rows.ById(id);
            if (row.Step())
            {
                _answers.Open(id, id);
                Add(row);
            }
            row.Reset();
        }
        _answers.Close();
    }

    private void Add(Statement row)
    {
        var key = new Key(row.Int64(0), row.Int64(2), row.Int64(3));
        if (_last.Line is null || key != _lastKey)
        {
            if (!_lines.TryGetValue(key, out _last))
            {
                _lines.Add(key, _last = (LineOf(key), (key.Columns & Asks) != 0));
            }
            _lastKey = key;
        }
        long size = row.Int64(4); // 0 where there is none
        if (!_last.Asks)
        {
            _stats!.Add(_last.Line, row.Int64(5), size, asks: false, isUnanswered: false, null);
            return;
        }
        long latency = _answers.LatencyOf(row.Int64(1));
        _stats!.Add(
            _last.Line,
            row.Int64(5),
            size,
            asks: true,
            isUnanswered: latency == Unanswered,
            latency >= 0 ? latency : null
        );
    }

    private StatsLine LineOf(Key key)
    {
        var kind = (RowKind)(key.Columns & 255);
        Direction? direction = kind is RowKind.Packet or RowKind.Message
            ? (Direction)Math.Max(0, (key.Columns >> 8 & 255) - 1)
            : null;
        bool isPacket = kind == RowKind.Packet;
        return _stats!.LineOf(
            TypeOf(key, kind),
            isPacket && key.Event >= 0 ? _text(key.Event) : null,
            isPacket && key.Namespace >= 0 ? _text(key.Namespace) : null,
            direction
        );
    }

    private static string TypeOf(Key key, RowKind kind)
    {
        long socketType = (key.Columns >> 24 & 255) - 1;
        long engineType = (key.Columns >> 16 & 255) - 1;
        return kind != RowKind.Packet ? RowNames.Of(kind)
            : socketType is (long)SocketIoPacketType.Event or (long)SocketIoPacketType.BinaryEvent ? "EVENT"
            : socketType >= 0 ? RowNames.Of((SocketIoPacketType)socketType)
            : engineType >= 0 ? RowNames.Of((EngineIoPacketType)engineType)
            : RowNames.Of(kind);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Key(long Columns, long Event, long Namespace);

    /// <summary>The answers to the events of a range, walked through beside them.</summary>
    private sealed class Answers(ReadConnection connection) : IDisposable
    {
        private readonly Statement _range = new(
            connection.Database,
            connection.Path,
            """
            SELECT event_row, coalesce(max(latency_us, 0), -1) FROM answer
            WHERE event_row BETWEEN ?1 AND ?2 ORDER BY event_row
            """
        );
        private long _event;
        private bool _isEnd = true;

        public void Open(long start, long end)
        {
            _range.Reset();
            _range.Bind(1, start);
            _range.Bind(2, end);
            _isEnd = false;
            _event = long.MinValue;
        }

        /// <summary>Microseconds, -1 when they are not known, or <see cref="Unanswered"/>. To be asked in ascending order.</summary>
        public long LatencyOf(long row)
        {
            while (!_isEnd && _event < row)
            {
                _isEnd = !_range.Step();
                _event = _isEnd ? long.MaxValue : _range.Int64(0);
            }
            return !_isEnd && _event == row ? _range.Int64(1) : Unanswered;
        }

        /// <summary>Ends the walk, and with it the hold on what was read.</summary>
        public void Close() => _range.Reset();

        public void Dispose() => _range.Dispose();
    }
}
