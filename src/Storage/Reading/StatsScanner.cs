using System.Runtime.InteropServices;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>Adds rows up by what they are, from plain columns alone: no row is made for it.</summary>
internal sealed class StatsScanner : IDisposable
{
    private const int Unanswered = -2;
    private const int NotAsked = -3;
    private const int DenseShare = 4; // with more than one row in so many, one pass is cheaper than looking each up

    // Small columns in one number, a byte each and one more than they are: a call per column is most of the work.
    private const string Sql = """
        SELECT r.id, (r.kind & 255)
            + ((coalesce(r.direction, -1) + 1 & 255) << 8)
            + ((coalesce(r.engine_type, -1) + 1 & 255) << 16)
            + ((coalesce(r.sio_type, -1) + 1 & 255) << 24),
            coalesce(r.event_id, -1), coalesce(r.namespace_id, -1), coalesce(r.size, 0), r.at_us,
            CASE WHEN r.ack_id IS NOT NULL AND r.sio_type IN (2, 5)
                THEN coalesce((SELECT coalesce(max(a.latency_us, 0), -1) FROM answer a WHERE a.event_row = r.id), -2)
                ELSE -3 END
        FROM capture_row r
        """;

    private readonly Func<long, string> _text;
    private readonly Statement _range;
    private readonly Statement _byId;
    private readonly StatsBuilder _stats;
    private readonly Dictionary<Key, (StatsLine Line, Direction? Direction)> _lines = [];

    /// <param name="text">Gives the strings of words.</param>
    /// <param name="condition">What the rows of a range must be like; null: all count.</param>
    /// <param name="stats">What they are added to.</param>
    public StatsScanner(
        sqlite3 database,
        string path,
        Func<long, string> text,
        SqlCondition? condition,
        StatsBuilder stats
    )
    {
        _text = text;
        _stats = stats;
        string and = condition is null ? string.Empty : $" AND ({condition.ToSql(3)})";
        _range = new Statement(database, path, $"{Sql} WHERE r.id BETWEEN ?1 AND ?2{and} ORDER BY r.id");
        condition?.Bind(_range, 3);
        _byId = new Statement(database, path, $"{Sql} WHERE r.id = ?1");
    }

    /// <summary>Adds the rows of a range.</summary>
    public void Add(long start, long end)
    {
        Open(start, end);
        while (_range.Step())
        {
            Add(_range);
        }
        _range.Reset();
    }

    /// <summary>Adds the rows with these ids, which ascend.</summary>
    public void Add(IReadOnlyList<long> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }
        if (ids.Count * (long)DenseShare < ids[^1] - ids[0])
        {
            AddEach(ids);
            return;
        }
        Open(ids[0], ids[^1]);
        int next = 0;
        while (next < ids.Count && _range.Step())
        {
            long id = _range.Int64(0);
            while (next < ids.Count && ids[next] < id)
            {
                next++;
            }
            if (next < ids.Count && ids[next] == id)
            {
                Add(_range);
                next++;
            }
        }
        _range.Reset();
    }

    public void Dispose()
    {
        _range.Dispose();
        _byId.Dispose();
    }

    private void Open(long start, long end)
    {
        _range.Bind(1, start);
        _range.Bind(2, end);
    }

    private void AddEach(IReadOnlyList<long> ids)
    {
        foreach (long id in ids)
        {
            _byId.Bind(1, id);
            if (_byId.Step())
            {
                Add(_byId);
            }
            _byId.Reset();
        }
    }

    private void Add(Statement row)
    {
        var key = new Key(row.Int64(1), row.Int64(2), row.Int64(3));
        if (!_lines.TryGetValue(key, out (StatsLine Line, Direction? Direction) known))
        {
            _lines.Add(key, known = LineOf(key));
        }
        long latency = row.Int64(6);
        _stats.Add(
            known.Line,
            known.Direction,
            row.Int64(5),
            row.Int64(4),
            asks: latency != NotAsked,
            isUnanswered: latency == Unanswered,
            latency >= 0 ? latency : null
        );
    }

    private (StatsLine, Direction?) LineOf(Key key)
    {
        var kind = (RowKind)(key.Columns & 255);
        Direction? direction = kind is RowKind.Packet or RowKind.Message
            ? (Direction)Math.Max(0, (key.Columns >> 8 & 255) - 1)
            : null;
        bool isPacket = kind == RowKind.Packet;
        StatsLine line = _stats.LineOf(
            TypeOf(key, kind),
            isPacket && key.Event >= 0 ? _text(key.Event) : null,
            isPacket && key.Namespace >= 0 ? _text(key.Namespace) : null,
            direction
        );
        return (line, direction);
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
}
