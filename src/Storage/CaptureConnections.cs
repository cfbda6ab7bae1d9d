using Microsoft.Data.Sqlite;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage;

/// <summary>Connections to a database that is a capture's, or becomes one; any other is refused.</summary>
internal static class CaptureConnections
{
    /// <summary>Opens a capture to write into it; an empty database becomes one.</summary>
    public static SqliteConnection OpenForWriting(string path, CaptureStart first)
    {
        SqliteConnection connection = Connections.Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            Prepare(connection, path, first);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a capture to read it only, also from read-only media.</summary>
    public static SqliteConnection OpenForReading(string path)
    {
        // A read-only connection would leave -wal and -shm behind, so a file that may be written is opened so, and not written.
        (string Source, SqliteOpenMode Mode)[] ways =
        [
            (path, SqliteOpenMode.ReadWrite),
            (path, SqliteOpenMode.ReadOnly),
            ($"file:{Uri.EscapeDataString(Path.GetFullPath(path))}?immutable=1", SqliteOpenMode.ReadOnly),
        ];
        for (int i = 0; ; i++)
        {
            SqliteConnection? connection = null;
            try
            {
                connection = Connections.Open(ways[i].Source, ways[i].Mode);
                Connections.Execute(
                    connection,
                    "PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA mmap_size = 0;"
                );
                CheckContent(connection, path);
                return connection;
            }
            catch (SqliteException exception)
                when (exception.SqliteErrorCode is 8 or 14 && i < ways.Length - 1 && !(i == 1 && HasLog(path)))
            {
                connection?.Dispose(); // SQLITE_READONLY, SQLITE_CANTOPEN: the next way
            }
            catch
            {
                connection?.Dispose();
                throw;
            }
        }
    }

    private static void Prepare(SqliteConnection connection, string path, CaptureStart first)
    {
        bool isEmpty =
            Connections.Number(connection, "PRAGMA application_id") == 0
            && Connections.Number(connection, "PRAGMA user_version") == 0
            && Connections.Number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (isEmpty)
        {
            Connections.Execute(connection, "PRAGMA page_size = 8192");
        }
        else
        {
            CheckContent(connection, path);
        }
        Connections.Execute(
            connection,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;"
                + "PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 2000;"
        );
        if (isEmpty)
        {
            Begin(connection, first);
        }
    }

    private static void Begin(SqliteConnection connection, CaptureStart first)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        CaptureSchema.Create(connection, transaction);
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            INSERT INTO capture (name, value)
            VALUES ('first_row', $row), ('first_connection', $connection), ('first_session', $session), ('rotation', $rotation)
            """;
        _ = command.Parameters.AddWithValue("$row", first.Row);
        _ = command.Parameters.AddWithValue("$connection", first.Connection);
        _ = command.Parameters.AddWithValue("$session", first.Session);
        _ = command.Parameters.AddWithValue("$rotation", (object?)first.Rotation ?? DBNull.Value);
        _ = command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static void CheckContent(SqliteConnection connection, string path)
    {
        if (Connections.Number(connection, "PRAGMA application_id") != CaptureSchema.ApplicationId)
        {
            throw SqliteFailure.Of(CaptureFileProblem.NotACapture, path);
        }
        long version = Connections.Number(connection, "PRAGMA user_version");
        if (version > CaptureSchema.Version)
        {
            throw SqliteFailure.Of(CaptureFileProblem.NewerVersion, path);
        }
        if (version < 1 || !CaptureSchema.IsIntact(connection))
        {
            throw SqliteFailure.Of(CaptureFileProblem.Damaged, path, detail: "its tables are not a capture's");
        }
    }

    private static bool HasLog(string path) => FileSizes.Of(path + "-wal") > 0; // immutable would hide what is in it
}
