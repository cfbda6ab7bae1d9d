using SioProxy.Recording;
using SioProxy.Sessions;

namespace SioProxy.Tests.Recording;

/// <summary>A disk in memory that can be slow or full.</summary>
internal sealed class MemoryStore(long nextRowId = 1) : ICaptureStore
{
    private readonly List<CaptureEntry> _spilled = [];

    /// <summary>What is stored.</summary>
    public List<CaptureEntry> Entries { get; } = [];

    public IReadOnlyList<CapturedRow> Rows
    {
        get
        {
            lock (_spilled)
            {
                return
                [
                    .. Entries
                        .SelectMany(entry => entry is PacketRun run ? run.ToRows() : (IEnumerable<CaptureEntry>)[entry])
                        .OfType<CapturedRow>(),
                ];
            }
        }
    }

    /// <summary>While reset, storing takes for ever.</summary>
    public ManualResetEventSlim Runs { get; } = new(initialState: true);

    /// <summary>How many more calls fail because the disk is full.</summary>
    public int Failures { get; set; }

    public bool HasSpilled { get; private set; }

    public string Path => "memory.db";

    public long NextRowId { get; } = nextRowId;

    public long NextConnectionId => 1;

    public long NextSessionKey => 1;

    public long FileBytes { get; set; }

    public long SpillBytes => SpillEntries * 100;

    public long SpillEntries
    {
        get
        {
            lock (_spilled)
            {
                return _spilled.Count;
            }
        }
    }

    public void Append(IReadOnlyList<CaptureEntry> entries)
    {
        Runs.Wait();
        FailIfFull();
        lock (_spilled)
        {
            Entries.AddRange(entries);
        }
    }

    public void Spill(IReadOnlyList<CaptureEntry> entries)
    {
        lock (_spilled)
        {
            HasSpilled = true;
            _spilled.AddRange(entries);
        }
    }

    public void MergeSpill()
    {
        Runs.Wait();
        FailIfFull();
        lock (_spilled)
        {
            Entries.AddRange(_spilled);
            _spilled.Clear();
        }
    }

    public void Dispose() { }

    private void FailIfFull()
    {
        if (Failures > 0)
        {
            Failures--;
            throw new IOException("the disk is full");
        }
    }
}
