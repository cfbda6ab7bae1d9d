using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Comparing;

/// <summary>What became of one step.</summary>
public sealed record StepOutcome
{
    /// <summary>How it ended.</summary>
    public required StepVerdict Verdict { get; init; }

    /// <summary>The name that it was matched by.</summary>
    public required string EffectiveName { get; init; }

    /// <summary>The recorded step; null for <see cref="StepVerdict.Extra"/>.</summary>
    public ReplayStep? Recorded { get; init; }

    /// <summary>The live step; null for <see cref="StepVerdict.Missing"/> and mostly for <see cref="StepVerdict.Error"/>.</summary>
    public ReplayStep? Live { get; init; }

    /// <summary>Of what is no step: the number of the step behind which it was; null for steps.</summary>
    internal int? Place { get; init; }

    /// <summary>Where the two differ; empty unless <see cref="StepVerdict.Different"/>.</summary>
    public IReadOnlyList<ValueDifference> Differences { get; init; } = [];

    /// <summary>What a person should know besides: that it came out of order, or why it could not be played. Null mostly.</summary>
    public string? Note { get; init; }

    /// <summary>Whether it makes two runs different.</summary>
    public bool IsDifference => Verdict != StepVerdict.Same;
}
