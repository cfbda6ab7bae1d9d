using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage;

/// <summary>The operating system's errors as sentences.</summary>
internal static class FileFailure
{
    private const int NoSpace = 28; // ENOSPC
    private const int OverQuota = 122; // EDQUOT on Linux
    private const int ReadOnlyFileSystem = 30; // EROFS
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsSharing = unchecked((int)0x80070020);
    private const int WouldBlock = 11; // EWOULDBLOCK on Linux: another program holds the lock

    public static CaptureFileException From(Exception exception, string path) =>
        exception as CaptureFileException
        ?? SqliteFailure.Of(
            exception switch
            {
                UnauthorizedAccessException => CaptureFileProblem.ReadOnly,
                FileNotFoundException or DirectoryNotFoundException => CaptureFileProblem.Missing,
                { HResult: NoSpace or OverQuota or WindowsDiskFull } => CaptureFileProblem.DiskFull,
                { HResult: ReadOnlyFileSystem } => CaptureFileProblem.ReadOnly,
                { HResult: WouldBlock or WindowsSharing } => CaptureFileProblem.Locked,
                _ => CaptureFileProblem.Io,
            },
            path,
            exception,
            exception.Message
        );
}
