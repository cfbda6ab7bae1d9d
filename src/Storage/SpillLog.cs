using SioProxy.Sessions;

namespace SioProxy.Storage;

/// <summary>
/// An append-only, checksummed log of capture entries beside the capture (mode 0600). One thread may append while another
/// reads; a torn tail ends it without an error.
/// </summary>
public sealed class SpillLog : IDisposable
{
    /// <summary>Bytes that were appended and not yet taken out again.</summary>
    public long PendingBytes => throw new NotSupportedException();

    /// <summary>Entries that were appended and not yet taken out again; those of an earlier run are not counted.</summary>
    public long PendingEntries => throw new NotSupportedException();

    /// <summary>Bytes of the log on disk.</summary>
    public long FileBytes => throw new NotSupportedException();

    /// <summary>Appends entries and hands them to the operating system before it returns.</summary>
    /// <exception cref="CaptureFileException">The disk is full, say: the log is as it was before.</exception>
    public void Append(IReadOnlyList<CaptureEntry> entries) => throw new NotSupportedException();

    /// <summary>Closes the log, and deletes it when nothing is left in it.</summary>
    public void Dispose() => throw new NotSupportedException();
}
