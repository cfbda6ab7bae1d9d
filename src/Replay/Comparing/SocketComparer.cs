using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Comparing;

/// <summary>
/// Compares what was said on one socket with what was said on another: which steps are the same, which differ, which are
/// missing or extra. Pure; used alike after a replay and for two captures.
/// </summary>
public sealed class SocketComparer(ReplayRules rules, StepComparer steps)
{
    /// <summary>The outcome of every step, in the recorded order, extras where they came.</summary>
    public IReadOnlyList<StepOutcome> Compare(IReadOnlyList<ReplayStep> recorded, IReadOnlyList<ReplayStep> live)
    {
        IReadOnlyList<NamedStep> before = NamedStep.Of(recorded, rules);
        IReadOnlyList<NamedStep> after = NamedStep.Of(live, rules);
        var outcomes = new List<Placed>();
        Add(outcomes, Alignment.InOrder(Those(before, MatchMode.Ordered), Those(after, MatchMode.Ordered), Differ));
        foreach (string name in Names(before, after, MatchMode.Unordered))
        {
            Add(outcomes, Alignment.InAnyOrder(Of(before, name), Of(after, name), Differ));
        }
        foreach (string name in Names(before, after, MatchMode.Latest))
        {
            Add(
                outcomes,
                Alignment.InOrder([.. Of(before, name).TakeLast(1)], [.. Of(after, name).TakeLast(1)], Differ)
            );
        }
        foreach (string name in Names(before, after, MatchMode.AnyCount))
        {
            Add(outcomes, Alignment.EachLikeOne(Of(before, name), Of(after, name), Differ));
        }
        return [.. outcomes.OrderBy(o => o.Place).ThenBy(o => o.IsExtra).Select(o => o.Outcome)];
    }

    private readonly record struct Placed(int Place, bool IsExtra, StepOutcome Outcome);

    private bool Differ(NamedStep recorded, NamedStep live) =>
        steps.Compare(recorded.Step, live.Step, recorded.Subject).Count > 0;

    private void Add(List<Placed> outcomes, IReadOnlyList<AlignedPair> pairs)
    {
        int place = 0;
        foreach (AlignedPair pair in pairs)
        {
            place = pair.Recorded?.Place ?? place;
            outcomes.Add(new Placed(place, pair.Recorded is null, Outcome(pair)));
        }
    }

    private StepOutcome Outcome(AlignedPair pair)
    {
        string name = (pair.Recorded ?? pair.Live)!.Label;
        if (pair.Recorded is not { } recorded)
        {
            return new StepOutcome
            {
                Verdict = StepVerdict.Extra,
                EffectiveName = name,
                Live = pair.Live!.Step,
                Note = pair.Note,
            };
        }
        if (pair.Live is not { } live)
        {
            return new StepOutcome
            {
                Verdict = StepVerdict.Missing,
                EffectiveName = name,
                Recorded = recorded.Step,
                Note = pair.Note,
            };
        }
        IReadOnlyList<ValueDifference> differences = steps.Compare(recorded.Step, live.Step, recorded.Subject);
        steps.Bind(recorded.Step, live.Step);
        return new StepOutcome
        {
            Verdict = differences.Count == 0 ? StepVerdict.Same : StepVerdict.Different,
            EffectiveName = name,
            Recorded = recorded.Step,
            Live = live.Step,
            Differences = differences,
            Note = pair.Note,
        };
    }

    private static IReadOnlyList<NamedStep> Those(IReadOnlyList<NamedStep> all, MatchMode mode) =>
        [.. all.Where(step => step.Mode == mode)];

    private static IReadOnlyList<NamedStep> Of(IReadOnlyList<NamedStep> all, string key) =>
        [.. all.Where(step => string.Equals(step.Key, key, StringComparison.Ordinal))];

    private static IEnumerable<string> Names(
        IReadOnlyList<NamedStep> before,
        IReadOnlyList<NamedStep> after,
        MatchMode mode
    ) => Those(before, mode).Concat(Those(after, mode)).Select(step => step.Key).Distinct(StringComparer.Ordinal);
}
