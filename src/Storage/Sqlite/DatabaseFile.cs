using System.Runtime.InteropServices;
using SQLitePCL;

namespace SioProxy.Storage.Sqlite;

/// <summary>What SQLite knows of the file behind a connection and SQLitePCLRaw does not show.</summary>
internal static class DatabaseFile
{
    private const int HasMovedCode = 20; // SQLITE_FCNTL_HAS_MOVED

    /// <summary>Whether the path no longer leads to the open file (deleted, renamed, replaced). On Windows it cannot happen.</summary>
    public static bool HasMoved(sqlite3 database)
    {
        int moved = 0;
        return FileControl(database.DangerousGetHandle(), nint.Zero, HasMovedCode, ref moved) == raw.SQLITE_OK
            && moved != 0;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(nint database, nint name, int code, ref int argument);
}
