using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage;

/// <summary>The numbered scripts that make a capture's tables, and the check that a file has them.</summary>
internal static class CaptureSchema
{
    /// <summary>PRAGMA application_id of a capture: "SioC".</summary>
    public const int ApplicationId = 0x53696F43;

    /// <summary>PRAGMA user_version of what this program writes.</summary>
    public const int Version = 1;

    private static readonly Lazy<Dictionary<string, string>> Expected = new(ReadExpected);

    /// <summary>Makes the tables, in the caller's transaction.</summary>
    public static void Create(SqliteConnection connection, SqliteTransaction transaction)
    {
        for (int version = 1; version <= Version; version++)
        {
            Execute(
                connection,
                transaction,
                Script(string.Create(CultureInfo.InvariantCulture, $"{version:0000}.sql"))
            );
        }
        Execute(
            connection,
            transaction,
            string.Create(
                CultureInfo.InvariantCulture,
                $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};"
            )
        );
    }

    /// <summary>Whether every table and view is what the scripts make: a file may be anybody's work.</summary>
    public static bool IsIntact(SqliteConnection connection)
    {
        Dictionary<string, string> found = ReadObjects(connection);
        return Expected.Value.All(expected =>
            found.TryGetValue(expected.Key, out string? sql)
            && string.Equals(sql, expected.Value, StringComparison.Ordinal)
        );
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // our own scripts
        command.CommandText = sql;
#pragma warning restore CA2100
        _ = command.ExecuteNonQuery();
    }

    /// <summary>A script that the program carries.</summary>
    public static string Script(string name)
    {
        using Stream stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the program lacks its script {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static Dictionary<string, string> ReadExpected()
    {
        using SqliteConnection connection = Connections.Open(":memory:", SqliteOpenMode.Memory);
        using (SqliteTransaction transaction = connection.BeginTransaction())
        {
            Create(connection, transaction);
            transaction.Commit();
        }
        return ReadObjects(connection);
    }

    private static Dictionary<string, string> ReadObjects(SqliteConnection connection)
    {
        var objects = new Dictionary<string, string>(StringComparer.Ordinal);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            objects[reader.GetString(0)] = reader.GetString(1);
        }
        return objects;
    }
}
