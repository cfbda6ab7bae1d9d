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

    public void Run(ConnectionEntry connection)
    {
        long requestHeaders = _headers.Id(connection.RequestHeaders, out string? requestValues);
        long responseHeaders = _headers.Id(connection.ResponseHeaders, out string? responseValues);
        _insert.Bind(1, connection.Id);
        _insert.Bind(2, connection.OpenedAtMicros);
        _insert.Bind(3, connection.EndedAtMicros);
        _insert.Bind(4, words.Id(connection.Client));
        _insert.Bind(5, words.IdOrNull(connection.Node));
        _insert.Bind(6, (long?)connection.Transport);
        _insert.Bind(7, connection.SessionKey);
        _insert.Bind(8, connection.Method);
        _insert.Bind(9, connection.Target);
        _insert.Bind(10, connection.HttpVersion);
        _insert.Bind(11, connection.Status);
        _insert.Bind(12, requestHeaders);
        _insert.Bind(13, requestValues);
        _insert.Bind(14, responseHeaders);
        _insert.Bind(15, responseValues);
        _insert.Execute();
    }

    public void Forget() => _headers.Forget();

    public void Dispose()
    {
        _insert.Dispose();
        _headers.Dispose();
    }
}
