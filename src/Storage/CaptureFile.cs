using Microsoft.Data.Sqlite;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage;

/// <summary>Opens and makes capture files. Everything it throws is a <see cref="CaptureFileException"/> of one sentence.</summary>
public static class CaptureFile
{
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
                CaptureHeader.Check(path);
                MergeLeftOver(path);
                SqliteConnection connection = CaptureConnections.OpenForReading(path);
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
            if (!CaptureHeader.HasOurMark(path))
            {
                return null; // some other program's database is not opened at all
            }
            using SqliteConnection connection = CaptureConnections.OpenForReading(path);
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
                SqliteConnection connection = CaptureConnections.OpenForReading(path);
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
            CaptureHeader.Check(path);
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
                CaptureMaking.Make(path, first);
            }
            connection = CaptureConnections.OpenForWriting(path, first);
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
                CaptureMaking.DeleteUnfinished(path);
            }
            spill.Dispose();
            throw;
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
}
