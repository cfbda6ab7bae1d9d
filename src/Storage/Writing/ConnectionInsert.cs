using SioProxy.Sessions;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Writing;

/// <summary>Stores what is known of a connection, in place of what was known before.</summary>
internal sealed class ConnectionInsert(sqlite3 database, string path, WordTable words) : IDisposable
{
    private const string Sql = """
        INSERT OR REPLACE INTO connection (id, opened_at_us, ended_at_us, client_id, node_id, transport, session_key, method,
            target, http_version, status, request_headers, request_values, response_headers, response_values)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        """;

    private readonly Statement _insert = new(database, path, Sql);
    private readonly HeaderSets _headers = new(database, path);
    private readonly long?[] _numbers = new long?[16]; // what is bound: one poll has most of it in common with the next
    private readonly string?[] _texts = new string?[16];

    public void Run(ConnectionEntry connection)
    {
        long requestHeaders = _headers.Id(connection.RequestHeaders, out string? requestValues);
        long responseHeaders = _headers.Id(connection.ResponseHeaders, out string? responseValues);
        _insert.Bind(1, connection.Id);
        _insert.Bind(2, connection.OpenedAtMicros);
        _insert.Bind(3, connection.EndedAtMicros);
        Bind(4, words.Id(connection.Client));
        Bind(5, words.IdOrNull(connection.Node));
        Bind(6, (long?)connection.Transport);
        Bind(7, connection.SessionKey);
        Bind(8, connection.Method);
        Bind(9, connection.Target);
        Bind(10, connection.HttpVersion);
        Bind(11, connection.Status);
        Bind(12, requestHeaders);
        Bind(13, requestValues);
        Bind(14, responseHeaders);
        Bind(15, responseValues);
        _insert.Execute();
    }

    public void Forget() => _headers.Forget();

    private void Bind(int index, long? value)
    {
        if (_numbers[index] != value)
        {
            _insert.Bind(index, value);
            _numbers[index] = value;
        }
    }

    private void Bind(int index, string? value)
    {
        if (!ReferenceEquals(_texts[index], value))
        {
            _insert.Bind(index, value);
            _texts[index] = value;
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _headers.Dispose();
    }
}
