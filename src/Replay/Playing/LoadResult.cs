using SioProxy.Replay.Comparing;

namespace SioProxy.Replay.Playing;

/// <summary>How many copies of a plan went, and how the server bore it.</summary>
public sealed record LoadResult
{
    /// <summary>How many copies there were.</summary>
    public required int Copies { get; init; }

    /// <summary>How many clients each has.</summary>
    public required int ClientsPerCopy { get; init; }

    /// <summary>How many copies ran at the same time at most.</summary>
    public required int MostAtOnce { get; init; }

    /// <summary>Copies that saw everything that was recorded.</summary>
    public required int Same { get; init; }

    /// <summary>Copies that missed something, or saw it late or otherwise.</summary>
    public required int Different { get; init; }

    /// <summary>Copies that could not be played to their end.</summary>
    public required int Failed { get; init; }

    /// <summary>Whether it was stopped before all copies had been played.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>Steps that were sent.</summary>
    public required long Sent { get; init; }

    /// <summary>Steps that came.</summary>
    public required long Received { get; init; }

    /// <summary>From the first copy's beginning to the last one's end.</summary>
    public required long DurationMicros { get; init; }

    /// <summary>How long the server took to answer, in microseconds, ascending.</summary>
    public required IReadOnlyList<long> AckLatencies { get; init; }

    /// <summary>How well the schedule was held; null when there was none.</summary>
    public ScheduleDeviation? Schedule { get; init; }

    /// <summary>What went wrong, and how often.</summary>
    public required IReadOnlyDictionary<string, int> Errors { get; init; }

    /// <summary>The verdict of the first copy that differed; null when none did.</summary>
    public string? FirstDifference { get; init; }

    /// <summary>Steps, both ways, a second.</summary>
    public double StepsPerSecond => DurationMicros == 0 ? 0 : (Sent + Received) * 1e6 / DurationMicros;

    /// <summary>0: all same; 1: some differ or failed; 2: none could be played, or it was interrupted.</summary>
    public int ExitCode =>
        IsInterrupted || Same + Different == 0 ? 2
        : Same < Copies ? 1
        : 0;
}
