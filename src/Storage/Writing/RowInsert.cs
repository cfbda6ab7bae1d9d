using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Writing;

/// <summary>Inserts plain columns: the statement that runs most.</summary>
internal sealed class RowInsert(sqlite3 database, string path) : IDisposable
{
    private const string Sql = """
        INSERT INTO capture_row (id, kind, at_us, connection_id, session_key, client_id, node_id, direction, transport,
            eio, engine_type, sio_type, parser, namespace_id, event_id, ack_id, ack_of, latency_us, size, attachments,
            fault_id, flags)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
        """;

    // Two acks for one event happen (a handler that calls back twice): the first is the answer.
    private const string AnswerSql =
        "INSERT OR IGNORE INTO answer (event_row, ack_row, latency_us) VALUES (?1, ?2, ?3)";

    private readonly Statement _row = new(database, path, Sql);
    private readonly Statement _answer = new(database, path, AnswerSql);

    public void Run(in RowColumns row, in RowWords words)
    {
        _row.Bind(1, row.Id);
        _row.Bind(2, (long)row.Kind);
        _row.Bind(3, row.AtMicros);
        _row.Bind(4, row.Connection);
        _row.Bind(5, row.SessionKey);
        _row.Bind(6, words.Client);
        _row.Bind(7, words.Node);
        BindNumber(8, row.Direction);
        BindNumber(9, row.Transport);
        BindNumber(10, row.Version);
        BindNumber(11, row.EngineType);
        BindNumber(12, row.SocketType);
        BindNumber(13, row.Parser);
        _row.Bind(14, words.Namespace);
        _row.Bind(15, words.Event);
        _row.Bind(16, row.AckId);
        _row.Bind(17, row.AckOf);
        _row.Bind(18, row.LatencyMicros);
        _row.Bind(19, row.Size);
        BindNumber(20, row.Attachments == 0 ? -1 : row.Attachments);
        _row.Bind(21, words.Fault);
        _row.Bind(22, (long)row.Flags);
        _row.Execute();
        if (row.AckOf is { } asked)
        {
            _answer.Bind(1, asked);
            _answer.Bind(2, row.Id);
            _answer.Bind(3, row.LatencyMicros);
            _answer.Execute();
        }
    }

    public void Dispose()
    {
        _row.Dispose();
        _answer.Dispose();
    }

    private void BindNumber(int index, int value)
    {
        if (value < 0)
        {
            _row.BindNull(index);
        }
        else
        {
            _row.Bind(index, value);
        }
    }
}
