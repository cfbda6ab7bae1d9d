using SioProxy.Sessions;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Rows;

/// <summary>Reads plain columns of rows, raw.</summary>
internal sealed class RowQueryStatement(sqlite3 database, string path, string where) : IDisposable
{
    private const string Sql = """
        SELECT r.id, r.kind, r.at_us, r.connection_id, r.session_key, r.client_id, r.node_id, r.direction, r.transport,
            r.eio, r.engine_type, r.sio_type, r.parser, r.namespace_id, r.event_id, r.ack_id, r.ack_of, r.latency_us,
            r.size, r.attachments, r.fault_id, r.flags,
            CASE WHEN r.ack_id IS NOT NULL AND r.sio_type IN (2, 5)
                THEN (SELECT a.ack_row FROM answer a WHERE a.event_row = r.id) END
        FROM capture_row r
        """;

    private readonly Statement _statement = new(database, path, $"{Sql}\n{where}");

    /// <summary>To bind the parameters of the WHERE clause.</summary>
    public Statement Statement => _statement;

    /// <summary>The row's id.</summary>
    public long Id => _statement.Int64(0);

    /// <summary>The number of its event's name.</summary>
    public long? EventId => _statement.NullableInt64(14);

    public long? AnsweredBy => _statement.NullableInt64(22);

    public bool Step() => _statement.Step();

    public void Reset() => _statement.Reset();

    public RowWords Words() =>
        new(
            _statement.Int64(5),
            _statement.NullableInt64(6),
            _statement.NullableInt64(13),
            _statement.NullableInt64(14),
            _statement.NullableInt64(20)
        );

    /// <param name="text">Gives the strings of words; null leaves them out.</param>
    public RowColumns Columns(Func<long, string>? text)
    {
        var columns = new RowColumns
        {
            Id = _statement.Int64(0),
            Kind = (RowKind)_statement.Int64(1),
            AtMicros = _statement.Int64(2),
            Connection = _statement.Int64(3),
            SessionKey = _statement.NullableInt64(4),
            Client = string.Empty,
            Direction = Number(7),
            Transport = Number(8),
            Version = Number(9),
            EngineType = Number(10),
            SocketType = Number(11),
            Parser = Number(12),
            AckId = _statement.NullableInt64(15),
            AckOf = _statement.NullableInt64(16),
            LatencyMicros = _statement.NullableInt64(17),
            Size = _statement.NullableInt64(18),
            Attachments = Math.Max(0, Number(19)),
            Flags = (RowFlags)_statement.Int64(21),
        };
        if (text is not null)
        {
            columns.Client = text(_statement.Int64(5));
            columns.Node = Word(6, text);
            columns.Namespace = Word(13, text);
            columns.Event = Word(14, text);
            columns.FaultCode = Word(20, text);
        }
        return columns;
    }

    public void Dispose() => _statement.Dispose();

    private int Number(int column) => _statement.IsNull(column) ? -1 : (int)_statement.Int64(column);

    private string? Word(int column, Func<long, string> text) =>
        _statement.NullableInt64(column) is { } id ? text(id) : null;
}
