using SioProxy.Filtering;
using SioProxy.Storage;

namespace SioProxy.Viewer.Packets;

/// <summary>What a filter has found so far. Lives on the screen's thread; a worker's findings are appended there.</summary>
internal sealed class FilterResult(Filter filter)
{
    /// <summary>The filter.</summary>
    public Filter Filter { get; } = filter;

    /// <summary>The rows that match, of those looked at.</summary>
    public RowIdSet Ids { get; } = new();

    /// <summary>Every row up to this id was looked at.</summary>
    public long ScannedTo { get; private set; }

    /// <summary>The latest id that there was when somebody last looked.</summary>
    public long ScanEnd { get; private set; }

    /// <summary>Whether everything was looked at; false again while the rows of a growing capture are looked at.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether somebody stopped it before it was complete.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether a worker is looking.</summary>
    public bool IsRunning => !IsComplete && !IsCancelled && Failure is null;

    /// <summary>The share of the capture that was looked at, 0 to 1.</summary>
    public double Progress(long firstId) =>
        IsComplete ? 1
        : ScanEnd < firstId ? 0 // nobody has looked yet
        : Math.Clamp((ScannedTo - firstId + 1) / (double)(ScanEnd - firstId + 1), 0, 1);

    public void Append(IReadOnlyList<long> ids, long scannedTo, long scanEnd, bool isComplete)
    {
        Ids.AddRange(ids);
        ScannedTo = Math.Max(ScannedTo, scannedTo);
        ScanEnd = Math.Max(ScanEnd, scanEnd);
        IsComplete = isComplete;
    }

    public void Cancel() => IsCancelled = !IsComplete;

    public void Resume() => IsCancelled = false;

    public void Fail(string sentence) => Failure = sentence;
}
