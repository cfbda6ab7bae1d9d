using Dapper;
using Microsoft.Data.Sqlite;
using SioProxy.Sessions;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Reading;

/// <summary>Reads connections and their headers.</summary>
internal sealed class ConnectionQuery(SqliteConnection connection, string path) : IDisposable
{
    private Statement? _byId;

    /// <summary>Up to so many connections after an id, by id; of one session only, or of all.</summary>
    public List<ConnectionEntry> After(long afterId, int limit, long? sessionKey) =>
        Query(
            $"""
            {ConnectionRecord.Sql}
            WHERE x.id > @afterId AND (@sessionKey IS NULL OR x.session_key = @sessionKey)
            ORDER BY x.id LIMIT @limit
            """,
            new
            {
                afterId,
                limit,
                sessionKey,
            }
        );

    /// <summary>Up to so many requests of a method, by id.</summary>
    public List<ConnectionEntry> OfMethod(string method, int limit) =>
        Query($"{ConnectionRecord.Sql} WHERE x.method = @method ORDER BY x.id LIMIT @limit", new { method, limit });

    /// <summary>The connection with this id; null when there is none. Prepared once: a survey asks for each session's.</summary>
    public ConnectionEntry? Get(long id)
    {
        _byId ??= new Statement(connection.Handle!, path, $"{ConnectionRecord.Sql} WHERE x.id = ?1");
        _byId.Bind(1, id);
        try
        {
            return _byId.Step() ? Record(_byId).ToEntry() : null;
        }
        finally
        {
            _byId.Reset();
        }
    }

    public void Dispose() => _byId?.Dispose();

    // In the order of ConnectionRecord.Sql.
    private static ConnectionRecord Record(Statement row) =>
        new()
        {
            Id = row.Int64(0),
            OpenedAt = row.Int64(1),
            EndedAt = row.NullableInt64(2),
            Client = row.NullableText(3),
            Node = row.NullableText(4),
            Transport = row.NullableInt64(5),
            SessionKey = row.NullableInt64(6),
            Method = row.Text(7),
            Target = row.Text(8),
            HttpVersion = row.Text(9),
            Status = row.NullableInt64(10),
            RequestHeaders = row.NullableText(11),
            RequestValues = row.NullableText(12),
            ResponseHeaders = row.NullableText(13),
            ResponseValues = row.NullableText(14),
        };

    private List<ConnectionEntry> Query(string sql, object parameters) =>
        CaptureFile
            .Guarded(path, () => Guard(() => connection.Query<ConnectionRecord>(sql, parameters).AsList()))
            .ConvertAll(record => record.ToEntry());

    // Dapper and SqliteDataReader complain in many ways about values that only a forged file has.
    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception)
            when (exception is System.Data.DataException or InvalidCastException or OverflowException or FormatException
            )
        {
            throw SqliteFailure.Of(CaptureFileProblem.Damaged, path, exception);
        }
    }
}
