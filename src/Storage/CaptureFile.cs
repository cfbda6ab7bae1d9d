using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage;

/// <summary>Opens and makes capture files. Everything it throws is a <see cref="CaptureFileException"/> of one sentence.</summary>
public static class CaptureFile
{
    private const int HeaderLength = 100;

    /// <summary>Makes a new capture with mode 0600 and opens it for writing; a file that is already there is refused, an empty one apart.</summary>
    /// <param name="firstRowId">The id that its first row will have: after a rotation ids go on.</param>
    /// <param name="firstConnectionId">The first connection id that is free, likewise.</param>
    /// <param name="firstSessionKey">The first session key that is free, likewise.</param>
    /// <param name="rotation">Its number among the files of a rotation, from 2; null: it is none of those.</param>
    public static CaptureWriter Create(
        string path,
        long firstRowId = 1,
        long firstConnectionId = 1,
        long firstSessionKey = 1,
        int? rotation = null
    ) =>
        Guarded(
            path,
            () =>
            {
                if (FileSizes.Of(path) > 0)
                {
                    throw new CaptureFileException(
                        CaptureFileProblem.NotACapture,
                        $"{path} is already there: choose another file."
                    );
                }
                return OpenWriter(path, new CaptureStart(firstRowId, firstConnectionId, firstSessionKey, rotation));
            }
        );

    /// <summary>
    /// Opens an existing capture to append to it, merging what a crashed recorder left in its spill log; makes it if there is
    /// none. One that another program records into is refused.
    /// </summary>
    public static CaptureWriter OpenWriter(string path) => Guarded(path, () => OpenWriter(path, CaptureStart.Fresh));

    /// <summary>
    /// Opens a capture for reading, also while it is being written, and from read-only media. What a crashed recorder
    /// left in the spill log is merged first where the file may be written and nobody is writing it.
    /// </summary>
    public static CaptureReader OpenReader(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Guarded(
            path,
            () =>
            {
                if (FileSizes.Of(path) == 0)
                {
                    throw SqliteFailure.Of(
                        File.Exists(path) ? CaptureFileProblem.NotACapture : CaptureFileProblem.Missing,
                        path
                    );
                }
                CheckHeader(path);
                MergeLeftOver(path);
                SqliteConnection connection = ReaderConnection(path);
                try
                {
                    return new CaptureReader(connection, path);
                }
                catch
                {
                    connection.Dispose(); // a damaged file may fail as late as here
                    throw;
                }
            }
        );
    }

    /// <summary>
    /// The number of a capture among the files of a rotation, from 2; null for the first one, for a capture that was not made
    /// by a rotation, and for whatever else cannot be read as one.
    /// </summary>
    public static int? RotationNumber(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (!HasOurMark(path))
            {
                return null; // some other program's database is not opened at all
            }
            using SqliteConnection connection = ReaderConnection(path);
            long number = Connections.Number(connection, "SELECT value FROM capture WHERE name = 'rotation'");
            return number is > 1 and < int.MaxValue ? (int)number : null;
        }
        catch (Exception exception)
            when (exception is SqliteException or CaptureFileException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>One more connection to a capture that is open already, for a thread that searches it: with little memory of its own.</summary>
    internal static SqliteConnection OpenSearch(string path) =>
        Guarded(
            path,
            () =>
            {
                SqliteConnection connection = ReaderConnection(path);
                try
                {
                    Connections.Execute(connection, "PRAGMA cache_size = -2048");
                    return connection;
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            }
        );

    internal static T Guarded<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException exception)
        {
            throw SqliteFailure.From(exception, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.From(exception, path);
        }
    }

    private static CaptureWriter OpenWriter(string path, CaptureStart first)
    {
        ArgumentNullException.ThrowIfNull(path);
        path = OutputPath.Resolve(path); // a capture is put in place by a rename, which would put it in a link's place
        if (OutputPath.IsSpecial(path))
        {
            throw new CaptureFileException(
                CaptureFileProblem.NotACapture,
                $"{path} is a device or a pipe, which no capture can be: choose a file."
            );
        }
        bool isNew = FileSizes.Of(path) == 0;
        if (!isNew)
        {
            CheckHeader(path);
        }
        SpillLog spill;
        try
        {
            spill = SpillLog.Open(SpillLog.PathOf(path));
        }
        catch (CaptureFileException exception) when (exception.Problem == CaptureFileProblem.Locked)
        {
            throw SqliteFailure.Of(CaptureFileProblem.Locked, path, exception);
        }
        SqliteConnection? connection = null;
        try
        {
            if (isNew)
            {
                Make(path, first);
            }
            connection = Connections.Open(path, SqliteOpenMode.ReadWrite);
            Prepare(connection, path, first);
            var writer = new CaptureWriter(connection, path, spill);
            while (writer.MergeSpill() > 0) { }
            writer.EndSessions();
            return writer;
        }
        catch
        {
            connection?.Dispose();
            if (isNew)
            {
                DeleteUnfinished(path);
            }
            spill.Dispose();
            throw;
        }
    }

    /// <summary>Makes a capture beside its place and puts it there whole: whoever looks, or a crash, never meets half of one.</summary>
    private static void Make(string path, CaptureStart first)
    {
        string making = path + ".new";
        DeleteUnfinished(making); // of a recorder that was killed here
        try
        {
            MakeEmpty(making);
            using (SqliteConnection connection = Connections.Open(making, SqliteOpenMode.ReadWrite))
            {
                Prepare(connection, making, first);
            }
            foreach (string part in (string[])[path + "-wal", path + "-shm"])
            {
                File.Delete(part); // of a capture that was deleted or renamed: they would be taken for the new one's
            }
            File.Move(making, path, overwrite: true);
        }
        catch
        {
            DeleteUnfinished(making);
            throw;
        }
    }

    /// <summary>What could not be made, on a full disk say, is not left behind.</summary>
    private static void DeleteUnfinished(string path)
    {
        try
        {
            foreach (string part in (string[])[path, path + "-wal", path + "-shm"])
            {
                File.Delete(part);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An empty capture that stays does no harm.
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
        if (!isEmpty)
        {
            return;
        }
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

    internal static void MakeEmpty(string path)
    {
        const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            new FileStream(path, options).Dispose();
            return;
        }
        options.UnixCreateMode = OwnersAlone; // -wal and -shm take it over
        using var file = new FileStream(path, options);
        File.SetUnixFileMode(file.SafeFileHandle, OwnersAlone); // also when somebody had made it, empty
    }

    /// <summary>What can be said of a file before SQLite sees it: not ours, or cut off.</summary>
    private static void CheckHeader(string path)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        long length;
        int read;
        using (
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0)
        )
        {
            length = file.Length;
            read = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        }
        if (!"SQLite format 3\0"u8.StartsWith(header[..Math.Min(read, 16)]))
        {
            throw SqliteFailure.Of(CaptureFileProblem.NotACapture, path);
        }
        if (read < HeaderLength)
        {
            throw SqliteFailure.Of(CaptureFileProblem.Damaged, path);
        }
        int pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        long pages = BinaryPrimitives.ReadUInt32BigEndian(header[28..]);
        bool current = header.Slice(24, 4).SequenceEqual(header.Slice(92, 4)); // else that count is not kept up
        // With a write-ahead log beside it the file may rightly be shorter than its first page says.
        if (current && length < pages * (pageSize == 1 ? 65536 : pageSize) && FileSizes.Of(path + "-wal") == 0)
        {
            throw SqliteFailure.Of(CaptureFileProblem.Damaged, path);
        }
    }

    // The application_id, in the header's own bytes.
    private static bool HasOurMark(string path)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            0
        );
        return file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength
            && header.StartsWith("SQLite format 3\0"u8)
            && BinaryPrimitives.ReadInt32BigEndian(header[68..]) == CaptureSchema.ApplicationId;
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

    private static void MergeLeftOver(string path)
    {
        if (SpillLog.LeftOverBytes(path) == 0)
        {
            return;
        }
        try
        {
            OpenWriter(path, CaptureStart.Fresh).Dispose();
        }
        catch (CaptureFileException exception) when (exception.IsTransient)
        {
            // It is being recorded into, or may not be written: the reader says what is missing (UnmergedSpillBytes).
        }
        catch (SqliteException exception) when (SqliteFailure.From(exception, path) is { IsTransient: true })
        {
            // Likewise.
        }
    }

    private static SqliteConnection ReaderConnection(string path)
    {
        // A read-only connection would leave -wal and -shm behind, so a file that may be written is opened so, and not written.
        (string Source, SqliteOpenMode Mode)[] ways =
        [
            (path, SqliteOpenMode.ReadWrite),
            (path, SqliteOpenMode.ReadOnly),
            ($"file:{Uri.EscapeDataString(System.IO.Path.GetFullPath(path))}?immutable=1", SqliteOpenMode.ReadOnly),
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

    private static bool HasLog(string path) => FileSizes.Of(path + "-wal") > 0; // immutable would hide what is in it
}
