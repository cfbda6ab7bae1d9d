using System.Globalization;
using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Learning;

/// <summary>
/// Finds noise: what differs between two runs of the same plan against the same server says nothing about a third. Proposes
/// for each such place the narrowest matcher that accepts what was recorded and what both runs saw, and for events that
/// came in another order or number the narrowest mode. Proposes only; a person decides.
/// </summary>
public static class RuleLearner
{
    /// <summary>The rules, in the order of the plan.</summary>
    /// <param name="recorded">The plan that was played.</param>
    /// <param name="first">What the first run saw.</param>
    /// <param name="second">What the second run saw.</param>
    /// <param name="rules">The rules that there are already.</param>
    public static IReadOnlyList<ProposedRule> Learn(
        ReplayPlan recorded,
        ReplayPlan first,
        ReplayPlan second,
        ReplayRules rules
    )
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ReplayResult runs = PlanComparer.Compare(first, second, rules);
        ReplayResult before = PlanComparer.Compare(recorded, first, rules);
        ReplayResult again = PlanComparer.Compare(recorded, second, rules);
        var modes = new List<ProposedRule>(Modes(runs, [runs, before, again], rules));
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        // Only what differs between the runs is noise; what the recording had there decides how wide the rule must be.
        foreach (StepOutcome outcome in runs.Outcomes.Where(o => o.Verdict == StepVerdict.Different))
        {
            Add(places, outcome, rules, isNoise: true);
        }
        foreach (StepOutcome outcome in before.Outcomes.Concat(again.Outcomes))
        {
            if (outcome is { Verdict: StepVerdict.Different })
            {
                Add(places, outcome, rules, isNoise: false);
            }
        }
        return [.. modes, .. places.Values.Where(place => place.IsNoise).Select(place => place.Propose())];
    }

    private static IEnumerable<ProposedRule> Modes(
        ReplayResult runs,
        IReadOnlyList<ReplayResult> seen,
        ReplayRules rules
    )
    {
        IEnumerable<IGrouping<string, StepOutcome>> byName = runs
            .Outcomes.Where(outcome =>
                outcome.Verdict is StepVerdict.Missing or StepVerdict.Extra
                && (outcome.Recorded ?? outcome.Live) is { Kind: StepKind.Event, From: Direction.ServerToClient }
            )
            .GroupBy(outcome => outcome.EffectiveName, StringComparer.Ordinal);
        foreach (IGrouping<string, StepOutcome> name in byName)
        {
            int missing = name.Count(outcome => outcome.Verdict == StepVerdict.Missing);
            int extra = name.Count() - missing;
            // Two runs may show the same number by chance: a ticker gives itself away beside the recording, or on one socket.
            bool isAlwaysAsMany = seen.SelectMany(result => result.Sockets).All(socket => HasAsMany(socket, name.Key));
            MatchMode mode = isAlwaysAsMany ? MatchMode.Unordered : MatchMode.AnyCount;
            if (rules.ModeOf(name.Key) != MatchMode.Ordered)
            {
                continue;
            }
            string why =
                mode == MatchMode.Unordered ? "came in another order in two runs against the same server"
                : missing == extra
                    ? "came at other moments in two runs against the same server, and another number of times than recorded"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"came another number of times in two runs against the same server ({missing} fewer, {extra} more)"
                );
            yield return new ProposedRule(
                new ReplayRule
                {
                    Event = name.Key,
                    Mode = mode,
                    Why = why,
                },
                name.Count()
            );
        }
    }

    private static bool HasAsMany(SocketResult socket, string name) =>
        socket
            .Outcomes.Where(outcome => string.Equals(outcome.EffectiveName, name, StringComparison.Ordinal))
            .Sum(outcome =>
                outcome.Verdict switch
                {
                    StepVerdict.Missing => 1,
                    StepVerdict.Extra => -1,
                    _ => 0,
                }
            ) == 0;

    private static void Add(Dictionary<string, Place> places, StepOutcome outcome, ReplayRules rules, bool isNoise)
    {
        string subject = Noticed.SubjectOf(outcome);
        foreach (ValueDifference difference in outcome.Differences)
        {
            if (!ValuePath.TryParse(difference.Path, out ValuePath path, out _))
            {
                continue;
            }
            ValuePath general = path.WithAnyIndexBehindFirst();
            string key = subject + "\n" + general;
            if (!places.TryGetValue(key, out Place? place))
            {
                places[key] = place = new Place(subject, general);
            }
            place.Add(difference, outcome.Recorded!, outcome.Live!, isNoise, rules.RuleAt(subject, path));
        }
    }

    private sealed class Place(string subject, ValuePath path)
    {
        private readonly List<Sample> _samples = [];
        private string? _example;
        private ReplayRule? _former;
        private int _count;

        public bool IsNoise { get; private set; }

        public void Add(
            ValueDifference difference,
            ReplayStep recorded,
            ReplayStep live,
            bool isNoise,
            ReplayRule? former
        )
        {
            _samples.Add(Noticed.SampleOf(difference, recorded, live));
            _former ??= former;
            if (isNoise)
            {
                IsNoise = true;
                _count++;
                _example ??= $"{Noticed.Short(difference.Recorded)}, then {Noticed.Short(difference.Live)}";
            }
        }

        public ProposedRule Propose()
        {
            ValueMatcher matcher = MatcherProposal.Narrowest(_samples);
            string former = _former is null ? "" : $"; the rule '{_former}' was not wide enough";
            return new ProposedRule(
                new ReplayRule
                {
                    Event = subject,
                    Path = path,
                    Match = matcher,
                    Why = string.Create(
                        CultureInfo.InvariantCulture,
                        $"differed {_count} {(_count == 1 ? "time" : "times")} between two runs against the same server: {_example}{former}"
                    ),
                },
                _count
            );
        }
    }
}
