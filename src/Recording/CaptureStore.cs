using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Recording;

/// <summary>A capture file.</summary>
internal sealed class CaptureStore(CaptureWriter writer) : ICaptureStore
{
    public string Path => writer.Path;

    public long NextRowId => writer.NextRowId;

    public long NextConnectionId => writer.NextConnectionId;

    public long NextSessionKey => writer.NextSessionKey;

    public long FileBytes => writer.FileBytes;

    public long SpillBytes => writer.Spill.PendingBytes;

    public long SpillEntries => writer.Spill.PendingEntries;

    public void Append(IReadOnlyList<CaptureEntry> entries) => writer.Append(entries);

    public void Spill(IReadOnlyList<CaptureEntry> entries) => writer.Spill.Append(entries);

    public void MergeSpill() => writer.MergeSpill();

    public void Dispose() => writer.Dispose();
}
