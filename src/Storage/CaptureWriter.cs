using SioProxy.Sessions;

namespace SioProxy.Storage;

/// <summary>
/// The one writer of a capture file. One thread at a time. What fails throws a <see cref="CaptureFileException"/> and
/// leaves the file as it was before the call, so that the call may be repeated.
/// </summary>
public sealed class CaptureWriter : IDisposable
{
    /// <summary>The capture's path.</summary>
    public string Path => throw new NotSupportedException();

    /// <summary>The id that the next row must have (rows carry their ids; they ascend without holes).</summary>
    public long NextRowId => throw new NotSupportedException();

    /// <summary>The smallest connection id that is not used yet.</summary>
    public long NextConnectionId => throw new NotSupportedException();

    /// <summary>The smallest session key that is not used yet.</summary>
    public long NextSessionKey => throw new NotSupportedException();

    /// <summary>Bytes of the database and its write-ahead log on disk, the spill log apart.</summary>
    public long FileBytes => throw new NotSupportedException();

    /// <summary>
    /// The log beside this capture (<c>FILE.spill</c>) for entries that the database cannot take yet. Another thread may
    /// append to it while this writer's thread calls <see cref="MergeSpill"/>. Holding it locked marks the capture as being written.
    /// </summary>
    public SpillLog Spill => throw new NotSupportedException();

    /// <summary>Stores entries in their order, in one transaction. Rows must have their ids, ascending; one already stored is skipped.</summary>
    public void Append(IReadOnlyList<CaptureEntry> entries) => throw new NotSupportedException();

    /// <summary>Moves up to about <paramref name="maxBytes"/> of the spill log into the database, in order.</summary>
    /// <returns>How many entries were moved; 0 when the spill log is empty.</returns>
    public int MergeSpill(int maxBytes = 4 << 20) => throw new NotSupportedException();

    /// <summary>Moves the write-ahead log's content into the database as far as readers allow, without waiting for them.</summary>
    public void Checkpoint() => throw new NotSupportedException();

    /// <summary>Checkpoints and closes. Does not throw.</summary>
    public void Dispose() => throw new NotSupportedException();
}
