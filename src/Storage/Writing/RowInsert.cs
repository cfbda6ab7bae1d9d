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

    private const int Columns = 22;
    private const byte Unknown = 0;
    private const byte Null = 1;
    private const byte Number = 2;

    // Most of a row's columns are those of the row before it, and a statement keeps what is bound.
    private readonly byte[] _kinds = new byte[Columns + 1];
    private readonly long[] _values = new long[Columns + 1];
    private readonly Statement _row = new(database, path, Sql);
    private readonly Statement _answer = new(database, path, AnswerSql);

    public void Run(in RowColumns row, in RowWords words)
    {
        Bind(1, row.Id);
        Bind(2, (long)row.Kind);
        Bind(3, row.AtMicros);
        Bind(4, row.Connection);
        Bind(5, row.SessionKey);
        Bind(6, words.Client);
        Bind(7, words.Node);
        BindNumber(8, row.Direction);
        BindNumber(9, row.Transport);
        BindNumber(10, row.Version);
        BindNumber(11, row.EngineType);
        BindNumber(12, row.SocketType);
        BindNumber(13, row.Parser);
        Bind(14, words.Namespace);
        Bind(15, words.Event);
        Bind(16, row.AckId);
        Bind(17, row.AckOf);
        Bind(18, row.LatencyMicros);
        Bind(19, row.Size);
        BindNumber(20, row.Attachments == 0 ? -1 : row.Attachments);
        Bind(21, words.Fault);
        Bind(22, (long)row.Flags);
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
            BindNull(index);
        }
        else
        {
            Bind(index, (long)value);
        }
    }

    private void Bind(int index, long? value)
    {
        if (value is { } number)
        {
            Bind(index, number);
        }
        else
        {
            BindNull(index);
        }
    }

    private void Bind(int index, long value)
    {
        if (_kinds[index] != Number || _values[index] != value)
        {
            _kinds[index] = Unknown; // should binding fail
            _row.Bind(index, value);
            _kinds[index] = Number;
            _values[index] = value;
        }
    }

    private void BindNull(int index)
    {
        if (_kinds[index] != Null)
        {
            _kinds[index] = Unknown;
            _row.BindNull(index);
            _kinds[index] = Null;
        }
    }
}
