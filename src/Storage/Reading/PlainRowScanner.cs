using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Reading;

/// <summary>Reads rows as plain columns.</summary>
internal sealed class PlainRowScanner : IPartScanner<List<PlainRow>>
{
    // Small columns in one number, each one more than it is: a call per column is most of the work.
    private const string Sql = """
        SELECT (r.kind & 255)
            + ((coalesce(r.direction, -1) + 1 & 255) << 8)
            + ((coalesce(r.engine_type, -1) + 1 & 255) << 16)
            + ((coalesce(r.sio_type, -1) + 1 & 255) << 24)
            + ((coalesce(r.transport, -1) + 1 & 255) << 32)
            + ((coalesce(r.parser, 0) & 255) << 40)
            + ((r.ack_id IS NOT NULL AND r.sio_type IN (2, 5)) << 48),
            r.id, r.at_us, r.connection_id, coalesce(r.session_key, -1), coalesce(r.namespace_id, -1),
            coalesce(r.event_id, -1), coalesce(r.ack_of, -1), r.size, coalesce(r.fault_id, -1)
        FROM capture_row r
        """;

    private readonly Func<long, string> _text;
    private readonly RowStatements _rows;

    /// <param name="condition">What the rows of a range must be like; null: all count.</param>
    public PlainRowScanner(ReadConnection connection, SqlCondition? condition)
    {
        _text = connection.Words.Text;
        _rows = new RowStatements(connection, Sql, condition);
    }

    /// <summary>The rows of a range.</summary>
    public List<PlainRow> Read(long start, long end)
    {
        var rows = new List<PlainRow>((int)Math.Clamp(end - start + 1, 0, 1 << 14));
        Statement range = _rows.Range(start, end);
        while (range.Step())
        {
            rows.Add(Row(range));
        }
        range.Reset();
        return rows;
    }

    /// <summary>The rows with these ids that there are.</summary>
    public List<PlainRow> Read(IReadOnlyList<long> ids)
    {
        var rows = new List<PlainRow>(ids.Count);
        foreach (long id in ids)
        {
            Statement row = _rows.ById(id);
            if (row.Step())
            {
                rows.Add(Row(row));
            }
            row.Reset();
        }
        return rows;
    }

    public void Dispose() => _rows.Dispose();

    private PlainRow Row(Statement row)
    {
        long packed = row.Int64(0);
        long session = row.Int64(4);
        long answered = row.Int64(7);
        return new PlainRow
        {
            Id = row.Int64(1),
            Kind = (RowKind)(packed & 255),
            AtMicros = row.Int64(2),
            Connection = row.Int64(3),
            SessionKey = session < 0 ? null : session,
            Direction = (packed >> 8 & 255) is > 0 and var direction ? (Direction)(direction - 1) : null,
            EngineType = (packed >> 16 & 255) is > 0 and var engine ? (EngineIoPacketType)(engine - 1) : null,
            Type = (packed >> 24 & 255) is > 0 and var type ? (SocketIoPacketType)(type - 1) : null,
            Transport = (packed >> 32 & 255) is > 0 and var transport ? (Transport)(transport - 1) : null,
            Parser = (SocketIoParser)(packed >> 40 & 255),
            AsksForAck = (packed >> 48 & 1) != 0,
            Namespace = Word(row.Int64(5)),
            EventName = Word(row.Int64(6)),
            AckOf = answered < 0 ? null : answered,
            Size = row.Int64(8), // 0 where there is none
            FaultCode = Word(row.Int64(9)),
        };
    }

    private string? Word(long id) => id < 0 ? null : _text(id);
}
