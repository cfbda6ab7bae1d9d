using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Learning;

/// <summary>Makes the rules by which a difference that a person has looked at is none the next time.</summary>
public static class RuleAcceptance
{
    /// <summary>
    /// The narrowest matcher for each place that differs; for an event of the server that is missing, extra or elsewhere in
    /// the order, the narrowest mode. Empty where no rule can allow it: a late step, one that could not be played.
    /// </summary>
    public static IReadOnlyList<ReplayRule> For(StepOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return outcome switch
        {
            { Verdict: StepVerdict.Different, Recorded: { } recorded, Live: { } live } =>
            [
                .. outcome
                    .Differences.Select(difference => Matching(outcome, difference, recorded, live))
                    .OfType<ReplayRule>(),
            ],
            { Verdict: StepVerdict.Missing or StepVerdict.Extra } => Mode(outcome) is { } mode ? [mode] : [],
            _ => [],
        };
    }

    private static ReplayRule? Matching(
        StepOutcome outcome,
        ValueDifference difference,
        ReplayStep recorded,
        ReplayStep live
    ) =>
        ValuePath.TryParse(difference.Path, out ValuePath path, out _)
            ? new ReplayRule
            {
                Event = Noticed.SubjectOf(outcome),
                Path = path.WithAnyIndexBehindFirst(),
                Match = MatcherProposal.Narrowest([Noticed.SampleOf(difference, recorded, live)]),
                Why = $"{Noticed.Short(difference.Recorded)} was recorded, {Noticed.Short(difference.Live)} came",
            }
            : null;

    private static ReplayRule? Mode(StepOutcome outcome)
    {
        if ((outcome.Recorded ?? outcome.Live) is not { Kind: StepKind.Event, From: Direction.ServerToClient })
        {
            return null;
        }
        bool isElsewhere = outcome.Note is not null;
        return new ReplayRule
        {
            Event = outcome.EffectiveName,
            Mode = isElsewhere ? MatchMode.Unordered : MatchMode.Ignore,
            Why =
                isElsewhere ? "came in another order"
                : outcome.Verdict == StepVerdict.Missing ? "did not come"
                : "was not recorded",
        };
    }
}
