using SioProxy.Sessions;

namespace SioProxy.Storage;

/// <summary>
/// Reads a capture file, finished or being written. One thread at a time; open another reader for another thread. Each
/// call reads in short transactions of its own. Throws <see cref="CaptureFileException"/> only.
/// </summary>
public sealed class CaptureReader : IDisposable
{
    /// <summary>The capture's path.</summary>
    public string Path => throw new NotSupportedException();

    /// <summary>The id of the first row; 0 when there is none.</summary>
    public long FirstRowId => throw new NotSupportedException();

    /// <summary>The id of the latest row; 0 when there is none.</summary>
    public long LastRowId => throw new NotSupportedException();

    /// <summary>How many rows there are.</summary>
    public long RowCount => throw new NotSupportedException();

    /// <summary>Bytes of the database and its write-ahead log on disk.</summary>
    public long FileBytes => throw new NotSupportedException();

    /// <summary>Bytes that a crashed recorder left in the spill log and that could not be merged (read-only media); 0 normally.</summary>
    public long UnmergedSpillBytes => throw new NotSupportedException();

    /// <summary>Whether somebody committed to the file since the last call (cheap enough to ask many times a second).</summary>
    public bool HasChanged() => throw new NotSupportedException();

    /// <summary>Whether the path still leads to the file that was opened (false: deleted or replaced).</summary>
    public bool IsStillThere() => throw new NotSupportedException();

    /// <summary>The row with this id; null when there is none.</summary>
    public CapturedRow? Get(long id) => throw new NotSupportedException();

    /// <summary>All sessions in the order of their keys.</summary>
    public IReadOnlyList<SessionEntry> Sessions() => throw new NotSupportedException();

    /// <summary>The session with this key; null when there is none.</summary>
    public SessionEntry? Session(long key) => throw new NotSupportedException();

    /// <summary>Up to <paramref name="limit"/> connections after <paramref name="afterId"/>, with their headers, by id.</summary>
    public IReadOnlyList<ConnectionEntry> Connections(long afterId = 0, int limit = 1000, long? sessionKey = null) =>
        throw new NotSupportedException();

    /// <summary>The connection with this id; null when there is none.</summary>
    public ConnectionEntry? Connection(long id) => throw new NotSupportedException();

    /// <summary>Closes the file.</summary>
    public void Dispose() => throw new NotSupportedException();
}
