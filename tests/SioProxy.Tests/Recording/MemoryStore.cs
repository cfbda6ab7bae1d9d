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

    /// <summary>Copies of what waited in memory while newer entries were spilled.</summary>
    public List<CaptureEntry> Aside { get; } = [];

    /// <summary>While reset, storing takes for ever.</summary>
    public ManualResetEventSlim Runs { get; } = new(initialState: true);

    /// <summary>How many more calls fail because the disk is full.</summary>
    public int Failures { get; set; }

    /// <summary>What an entry is refused for, if it is.</summary>
    public Func<CaptureEntry, Exception?>? Refusal { get; set; }

    /// <summary>What the next call that spills fails with, if it does: it is taken then.</summary>
    public Exception? SpillFault { get; set; }

    /// <summary>What the next call that merges fails with, likewise.</summary>
    public Exception? MergeFault { get; set; }

    public bool HasSpilled { get; private set; }

    public string Path { get; init; } = "memory.db";

    public long NextRowId { get; } = nextRowId;

    public long NextConnectionId => 1;

    public long NextSessionKey => 1;

    public long FileBytes { get; set; }

    public long CaptureBytes => FileBytes;

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
        if (Refusal is not null && entries.Select(Refusal).FirstOrDefault(e => e is not null) is { } refusal)
        {
            throw refusal;
        }
        lock (_spilled)
        {
            Entries.AddRange(entries);
        }
    }

    public void Spill(IReadOnlyList<CaptureEntry> entries)
    {
        if (SpillFault is { } fault)
        {
            SpillFault = null;
            throw fault;
        }
        lock (_spilled)
        {
            HasSpilled = true;
            _spilled.AddRange(entries);
        }
    }

    public void SpillAside(IReadOnlyList<CaptureEntry> entries)
    {
        lock (_spilled)
        {
            Aside.AddRange(entries);
        }
    }

    public void MergeSpill(Func<List<CaptureEntry>, bool> append)
    {
        if (MergeFault is { } fault)
        {
            MergeFault = null;
            throw fault;
        }
        List<CaptureEntry> part;
        lock (_spilled)
        {
            part = [.. _spilled];
        }
        if (append(part))
        {
            lock (_spilled)
            {
                _spilled.RemoveRange(0, part.Count);
            }
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
