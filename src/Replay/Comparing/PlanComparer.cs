using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Comparing;

/// <summary>Compares two plans: a recorded one with what a replay saw, or with another capture's.</summary>
public static class PlanComparer
{
    /// <summary>Compares, pairing clients, their sessions and their sockets in order.</summary>
    /// <param name="facts">For a replay: what its steps alone do not tell. Null for two captures.</param>
    public static ReplayResult Compare(ReplayPlan recorded, ReplayPlan live, ReplayRules rules, PlayFacts? facts = null)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(rules);
        var bound = new BoundValues();
        var steps = new StepComparer(rules, Bindable.In(recorded, rules), bound);
        var sockets = new SocketComparer(rules, steps);
        var results = new List<SocketResult>();
        // Who was refused is paired with who was refused: one refusal more must not shift everybody else.
        foreach ((ReplayClient? before, ReplayClient? after) in Pairs(recorded.Clients, live.Clients))
        {
            results.AddRange(CompareClients(before, after, sockets, rules));
        }
        foreach ((ReplayClient? before, ReplayClient? after) in Pairs(recorded.Refused, live.Refused))
        {
            results.AddRange(CompareClients(before, after, sockets, rules));
        }
        if (facts is not null)
        {
            results = [.. results.Select(socket => facts.Apply(socket, rules)), .. facts.Connections];
        }
        return new ReplayResult
        {
            Sockets = results,
            BoundValues = bound
                .Pairs.Where(pair => !RedactedValue.IsMark(pair.Key)) // the live secret does not belong into a report
                .ToDictionary(StringComparer.Ordinal),
            UsedRules = [.. rules.All.Where(rule => IsUsed(rule, steps, recorded, live, rules))],
            UnusedRules = [.. rules.All.Where(rule => !IsUsed(rule, steps, recorded, live, rules))],
            Notes = [.. recorded.Notes, .. live.Notes, .. facts?.OrderNotes(results) ?? []],
            AckLatencies = AckLatencies.Of(recorded, live, rules),
            Schedule = facts?.Schedule,
            Failure = facts?.Failure,
        };
    }

    private static IEnumerable<(ReplayClient? Before, ReplayClient? After)> Pairs(
        IReadOnlyList<ReplayClient> recorded,
        IReadOnlyList<ReplayClient> live
    ) =>
        Enumerable
            .Range(0, Math.Max(recorded.Count, live.Count))
            .Select(i => (recorded.ElementAtOrDefault(i), live.ElementAtOrDefault(i)));

    private static IEnumerable<SocketResult> CompareClients(
        ReplayClient? before,
        ReplayClient? after,
        SocketComparer sockets,
        ReplayRules rules
    )
    {
        string name = (before ?? after)!.Name;
        int count = Math.Max(before?.Sessions.Count ?? 0, after?.Sessions.Count ?? 0);
        for (int i = 0; i < count; i++)
        {
            ReplaySession? recorded = before?.Sessions.ElementAtOrDefault(i);
            ReplaySession? live = after?.Sessions.ElementAtOrDefault(i);
            if (
                recorded is { IsUpgraded: true }
                && live is { IsUpgraded: false, FirstTransport: Protocol.Transport.Polling }
            )
            {
                if (rules.All.FirstOrDefault(rule => rule.MustUpgrade) is { } must)
                {
                    yield return new SocketResult(name, i + 1, "transport", [NotUpgraded(must)]);
                }
            }
            IReadOnlyList<ReplaySocket> was = recorded?.Sockets ?? [];
            List<ReplaySocket> now = [.. live?.Sockets ?? []];
            foreach (ReplaySocket socket in was)
            {
                ReplaySocket? other = now.Find(s =>
                    string.Equals(s.Namespace, socket.Namespace, StringComparison.Ordinal)
                );
                if (other is not null)
                {
                    now.Remove(other);
                }
                yield return new SocketResult(
                    name,
                    i + 1,
                    socket.Namespace,
                    sockets.Compare(socket.Steps, other?.Steps ?? [])
                );
            }
            foreach (ReplaySocket socket in now)
            {
                yield return new SocketResult(name, i + 1, socket.Namespace, sockets.Compare([], socket.Steps));
            }
        }
    }

    private static StepOutcome NotUpgraded(ReplayRule must) =>
        new()
        {
            Verdict = StepVerdict.Different,
            EffectiveName = "the upgrade to WebSocket",
            Differences = [new ValueDifference("transport", "\"websocket\"", "\"polling\"", must.ToString())],
        };

    // A key or mode rule is used when a step has the name that it is for; the comparer knows the others.
    private static bool IsUsed(
        ReplayRule rule,
        StepComparer steps,
        ReplayPlan recorded,
        ReplayPlan live,
        ReplayRules rules
    )
    {
        if (rule.MustUpgrade)
        {
            return recorded.Sessions.Any(session => session.IsUpgraded);
        }
        if (rule is { Path: not null, Set: null })
        {
            return steps.UsedRules.Contains(rule);
        }
        if (rule.Set is not null)
        {
            return recorded
                .Sessions.SelectMany(session => session.Sockets)
                .SelectMany(socket => NamedStep.Of(socket.Steps, rules))
                .Any(step =>
                    step.Step.From == Protocol.Direction.ClientToServer && ReplayRules.IsFor(rule, step.Subject)
                );
        }
        if (rule.MustFollow)
        {
            return recorded.Steps.Any(step => ReplayRules.IsFor(rule, rules.EffectiveName(step)));
        }
        var alone = new ReplayRules([rule]);
        return recorded
            .Steps.Concat(live.Steps)
            .Any(step =>
                step.Kind switch
                {
                    StepKind.Event when rule.Key is not null => !string.Equals(
                        alone.EffectiveName(step),
                        step.Name,
                        StringComparison.Ordinal
                    ),
                    StepKind.Event => alone.ModeOf(rules.EffectiveName(step)) == rule.Mode,
                    StepKind.Handshake => alone.HandshakesIgnored is not null,
                    _ => false,
                }
            );
    }
}
