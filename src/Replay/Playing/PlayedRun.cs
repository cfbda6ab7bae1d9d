using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Playing;

/// <summary>What a replay saw.</summary>
/// <param name="Recorded">The plan that was played.</param>
/// <param name="Live">What was really said, in the same form.</param>
/// <param name="Rules">The rules that it was played by.</param>
/// <param name="Facts">What the steps alone do not tell.</param>
public sealed record PlayedRun(ReplayPlan Recorded, ReplayPlan Live, ReplayRules Rules, PlayFacts Facts)
{
    /// <summary>By how much steps were sent after the moment that the pace asked for, in microseconds.</summary>
    public IReadOnlyList<long> Deviations { get; init; } = [];

    /// <summary>How long it took, in microseconds.</summary>
    public long DurationMicros { get; init; }

    /// <summary>Compares what was recorded with what was seen.</summary>
    public ReplayResult Compare() => PlanComparer.Compare(Recorded, Live, Rules, Facts);
}
