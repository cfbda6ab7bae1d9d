using System.Globalization;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Writing;

/// <summary>
/// Inserts plain columns: what runs most. Rows are bound to a statement that inserts some of them at once, as beginning and ending a
/// statement costs SQLite as much as a row does.
/// </summary>
internal sealed class RowInsert : IDisposable
{
    /// <summary>Rows of the large statement.</summary>
    public const int Many = 16;

    private const int Columns = 22;

    // Two acks for one event happen (a handler that calls back twice): the first is the answer.
    private const string AnswerSql =
        "INSERT OR IGNORE INTO answer (event_row, ack_row, latency_us) VALUES (?1, ?2, ?3)";

    private readonly RowParameters _values = new(Many * Columns);
    private readonly RowParameters _value = new(Columns);
    private readonly Statement _many;
    private readonly Statement _one;
    private readonly Statement _answer;
    private int _waiting;

    public RowInsert(sqlite3 database, string path)
    {
        _many = new Statement(database, path, Sql(Many));
        _one = new Statement(database, path, Sql(1));
        _answer = new Statement(database, path, AnswerSql);
    }

    /// <summary>Adds a row. It is stored by <see cref="Flush"/> at the latest.</summary>
    public void Run(in RowColumns row, in RowWords words)
    {
        Bind(_many, _values, _waiting * Columns, row, words);
        if (++_waiting == Many)
        {
            _waiting = 0;
            _many.Execute();
        }
        if (row.AckOf is { } asked)
        {
            _answer.Bind(1, asked);
            _answer.Bind(2, row.Id);
            _answer.Bind(3, row.LatencyMicros);
            _answer.Execute();
        }
    }

    /// <summary>Stores the rows that wait for others.</summary>
    public void Flush()
    {
        int waiting = _waiting;
        _waiting = 0;
        for (int i = 0; i < waiting; i++)
        {
            _value.Copy(_one, _values, i * Columns);
            _one.Execute();
        }
    }

    /// <summary>Drops the rows that wait: their transaction was rolled back.</summary>
    public void Forget() => _waiting = 0;

    public void Dispose()
    {
        _many.Dispose();
        _one.Dispose();
        _answer.Dispose();
    }

    private static string Sql(int rows)
    {
        IEnumerable<string> values = Enumerable
            .Range(0, rows)
            .Select(row => $"({string.Join(", ", Enumerable.Range((row * Columns) + 1, Columns).Select(Parameter))})");
        return $"""
            INSERT INTO capture_row (id, kind, at_us, connection_id, session_key, client_id, node_id, direction, transport,
                eio, engine_type, sio_type, parser, namespace_id, event_id, ack_id, ack_of, latency_us, size, attachments,
                fault_id, flags)
            VALUES {string.Join(", ", values)}
            """;
    }

    private static string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"?{number}");

    private static void Bind(Statement to, RowParameters values, int before, in RowColumns row, in RowWords words)
    {
        values.Bind(to, before + 1, row.Id);
        values.Bind(to, before + 2, (long)row.Kind);
        values.Bind(to, before + 3, row.AtMicros);
        values.Bind(to, before + 4, row.Connection);
        values.Bind(to, before + 5, row.SessionKey);
        values.Bind(to, before + 6, words.Client);
        values.Bind(to, before + 7, words.Node);
        values.BindNumber(to, before + 8, row.Direction);
        values.BindNumber(to, before + 9, row.Transport);
        values.BindNumber(to, before + 10, row.Version);
        values.BindNumber(to, before + 11, row.EngineType);
        values.BindNumber(to, before + 12, row.SocketType);
        values.BindNumber(to, before + 13, row.Parser);
        values.Bind(to, before + 14, words.Namespace);
        values.Bind(to, before + 15, words.Event);
        values.Bind(to, before + 16, row.AckId);
        values.Bind(to, before + 17, row.AckOf);
        values.Bind(to, before + 18, row.LatencyMicros);
        values.Bind(to, before + 19, row.Size);
        values.BindNumber(to, before + 20, row.Attachments == 0 ? -1 : row.Attachments);
        values.Bind(to, before + 21, words.Fault);
        values.Bind(to, before + 22, (long)row.Flags);
    }
}
