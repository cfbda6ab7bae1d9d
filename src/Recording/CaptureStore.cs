using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Recording;

/// <summary>A capture file.</summary>
internal sealed class CaptureStore(CaptureWriter writer) : ICaptureStore
{
    private const int MergeBytes = 4 << 20;

    public string Path => writer.Path;

    public long NextRowId => writer.NextRowId;

    public long NextConnectionId => writer.NextConnectionId;

    public long NextSessionKey => writer.NextSessionKey;

    public long FileBytes => writer.FileBytes;

    public long CaptureBytes => writer.CaptureBytes;

    public long SpillBytes => writer.Spill.PendingBytes;

    public long SpillEntries => writer.Spill.PendingEntries;

    public void Append(IReadOnlyList<CaptureEntry> entries)
    {
        writer.Append(entries);
        Recycle(entries);
    }

    public void Spill(IReadOnlyList<CaptureEntry> entries)
    {
        writer.Spill.Append(entries);
        Recycle(entries);
    }

    public void SpillAside(IReadOnlyList<CaptureEntry> entries) => writer.Spill.AppendAside(entries);

    public void MergeSpill(Func<List<CaptureEntry>, bool> append) => writer.MergeSpill(MergeBytes, append);

    public void Dispose() => writer.Dispose();

    // Both have copied what they were given.
    private static void Recycle(IReadOnlyList<CaptureEntry> entries)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i] is PacketRun run)
            {
                run.Recycle();
            }
        }
    }
}
