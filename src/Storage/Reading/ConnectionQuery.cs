using Dapper;
using Microsoft.Data.Sqlite;
using SioProxy.Sessions;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Reading;

/// <summary>Reads connections and their headers.</summary>
internal sealed class ConnectionQuery(SqliteConnection connection, string path)
{
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

    /// <summary>The connection with this id; null when there is none.</summary>
    public ConnectionEntry? Get(long id) =>
        Query($"{ConnectionRecord.Sql} WHERE x.id = @id", new { id }).FirstOrDefault();

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
