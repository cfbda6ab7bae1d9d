using System.Buffers.Binary;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage;

/// <summary>What the first bytes of a file say of it, before SQLite sees it.</summary>
internal static class CaptureHeader
{
    private const int Length = 100;

    private static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    /// <summary>Refuses what is no database, or is cut off.</summary>
    public static void Check(string path)
    {
        Span<byte> header = stackalloc byte[Length];
        int read = Read(path, header, out long length);
        if (!Magic.StartsWith(header[..Math.Min(read, 16)]))
        {
            throw SqliteFailure.Of(CaptureFileProblem.NotACapture, path);
        }
        if (read < Length)
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

    /// <summary>Whether it has our <c>application_id</c>: what has not is some other program's.</summary>
    public static bool HasOurMark(string path)
    {
        Span<byte> header = stackalloc byte[Length];
        return Read(path, header, out _) == Length
            && header.StartsWith(Magic)
            && BinaryPrimitives.ReadInt32BigEndian(header[68..]) == CaptureSchema.ApplicationId;
    }

    private static int Read(string path, Span<byte> header, out long length)
    {
        const FileShare Others = FileShare.ReadWrite | FileShare.Delete;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, Others, bufferSize: 0);
        length = file.Length;
        return file.ReadAtLeast(header, Length, throwOnEndOfStream: false);
    }
}
