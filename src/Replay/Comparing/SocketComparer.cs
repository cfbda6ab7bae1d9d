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
        return NoteRenames([.. outcomes.OrderBy(o => o.Place).ThenBy(o => o.IsExtra).Select(o => o.Outcome)]);
    }

    // An event that is missing while another name came with the same arguments was most likely given another name.
    private List<StepOutcome> NoteRenames(List<StepOutcome> outcomes)
    {
        for (int i = 0; i < outcomes.Count; i++)
        {
            if (
                outcomes[i]
                    is not { Verdict: StepVerdict.Missing, Note: null, Recorded: { Kind: StepKind.Event } missing }
                || missing.Args.GetArrayLength() == 0
            )
            {
                continue;
            }
            int found = outcomes.FindIndex(o =>
                o is { Verdict: StepVerdict.Extra, Note: null, Live: { Kind: StepKind.Event } live }
                && live.From == missing.From
                && steps.Compare(missing, live, outcomes[i].EffectiveName).Count == 0
            );
            if (found >= 0)
            {
                string was = outcomes[i].EffectiveName;
                string now = outcomes[found].EffectiveName;
                outcomes[i] = outcomes[i] with { Note = $"'{now}' came with the same arguments: was it renamed?" };
                outcomes[found] = outcomes[found] with { Note = $"'{was}' was recorded with the same arguments." };
            }
        }
        return outcomes;
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
