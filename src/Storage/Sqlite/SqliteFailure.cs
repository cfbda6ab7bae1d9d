using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Sqlite;

/// <summary>SQLite's result codes as sentences.</summary>
internal static class SqliteFailure
{
    private const int ReadOnlyDatabaseMoved = raw.SQLITE_READONLY | (4 << 8);

    public static CaptureFileException From(SqliteException exception, string path) =>
        From(exception.SqliteErrorCode, exception.SqliteExtendedErrorCode, exception.Message, path, exception);

    public static CaptureFileException From(sqlite3 database, int code, string path) =>
        From(
            code & 0xff,
            raw.sqlite3_extended_errcode(database),
            raw.sqlite3_errmsg(database).utf8_to_string(),
            path,
            null
        );

    private static CaptureFileException From(int code, int extended, string message, string path, Exception? inner)
    {
        bool missing = !File.Exists(path);
        CaptureFileProblem problem = code switch
        {
            raw.SQLITE_FULL => CaptureFileProblem.DiskFull,
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => CaptureFileProblem.Locked,
            raw.SQLITE_READONLY when extended == ReadOnlyDatabaseMoved => CaptureFileProblem.Missing,
            _ when missing => CaptureFileProblem.Missing,
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => CaptureFileProblem.ReadOnly,
            raw.SQLITE_CANTOPEN => CaptureFileProblem.ReadOnly,
            raw.SQLITE_NOTADB => CaptureFileProblem.NotACapture,
            raw.SQLITE_CORRUPT or raw.SQLITE_FORMAT => CaptureFileProblem.Damaged,
            raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG => CaptureFileProblem.Refused,
            raw.SQLITE_ERROR or raw.SQLITE_SCHEMA or raw.SQLITE_RANGE => CaptureFileProblem.Damaged,
            _ => CaptureFileProblem.Io,
        };
        return Of(problem, path, inner, message);
    }

    /// <summary>The sentence for a problem.</summary>
    public static CaptureFileException Of(
        CaptureFileProblem problem,
        string path,
        Exception? inner = null,
        string? detail = null
    )
    {
        string sentence = problem switch
        {
            CaptureFileProblem.Missing => $"{path} is not there (any more): it was moved or deleted, or never made.",
            CaptureFileProblem.NotACapture => $"{path} is not a SioProxy capture: choose another file.",
            CaptureFileProblem.NewerVersion => $"{path} was made by a newer SioProxy: update this program to open it.",
            CaptureFileProblem.Damaged =>
                $"{path} is damaged, probably a truncated copy: copy it again from its origin.",
            CaptureFileProblem.Refused => $"{path} cannot take what is to be stored.",
            CaptureFileProblem.Locked =>
                $"{path} is in use by another program (a recorder, or a database tool that locks it): stop that one first.",
            CaptureFileProblem.DiskFull => $"the disk of {path} is full: make room there.",
            CaptureFileProblem.ReadOnly =>
                $"{path} may not be read or written: check its permissions and its folder's.",
            _ => $"{path} cannot be read or written: check its disk.",
        };
        return new CaptureFileException(
            problem,
            detail is null ? sentence : string.Create(CultureInfo.InvariantCulture, $"{sentence[..^1]} ({detail})."),
            inner
        );
    }
}
