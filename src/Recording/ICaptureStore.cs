using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>The disk, as the recorder uses it: one capture and the spill log beside it. What fails throws <see cref="IOException"/> and changes nothing.</summary>
internal interface ICaptureStore : IDisposable
{
    string Path { get; }

    long NextRowId { get; }

    long NextConnectionId { get; }

    long NextSessionKey { get; }

    /// <summary>Bytes of the capture on disk, the spill log apart.</summary>
    long FileBytes { get; }

    /// <summary>Bytes that the capture will have when its write-ahead log is part of it.</summary>
    long CaptureBytes { get; }

    /// <summary>Bytes that wait in the spill log. Any thread.</summary>
    long SpillBytes { get; }

    /// <summary>Entries that wait in the spill log. Any thread.</summary>
    long SpillEntries { get; }

    void Append(IReadOnlyList<CaptureEntry> entries);

    /// <summary>Appends to the spill log, by one thread at a time, while the writing thread may do the rest.</summary>
    void Spill(IReadOnlyList<CaptureEntry> entries);

    /// <summary>
    /// Puts copies of entries that are older than what the spill log holds into it, in case a crash takes the memory in which they wait.
    /// </summary>
    void SpillAside(IReadOnlyList<CaptureEntry> entries);

    /// <summary>Moves a part of the spill log into the capture.</summary>
    /// <param name="append">Stores entries; false: they have to stay in the log.</param>
    void MergeSpill(Func<List<CaptureEntry>, bool> append);
}
