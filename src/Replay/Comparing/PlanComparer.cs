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
        for (int i = 0; i < Math.Max(recorded.Clients.Count, live.Clients.Count); i++)
        {
            ReplayClient? before = recorded.Clients.ElementAtOrDefault(i);
            ReplayClient? after = live.Clients.ElementAtOrDefault(i);
            results.AddRange(CompareClients(before, after, sockets));
        }
        if (facts is not null)
        {
            results = [.. results.Select(facts.Apply), .. facts.Connections];
        }
        return new ReplayResult
        {
            Sockets = results,
            BoundValues = bound
                .Pairs.Where(pair => !RedactedValue.IsMark(pair.Key)) // the live secret does not belong into a report
                .ToDictionary(StringComparer.Ordinal),
            UsedRules = [.. rules.All.Where(rule => IsUsed(rule, steps, recorded, live, rules))],
            UnusedRules = [.. rules.All.Where(rule => !IsUsed(rule, steps, recorded, live, rules))],
            Notes = [.. recorded.Notes, .. live.Notes],
            Failure = facts?.Failure,
        };
    }

    private static IEnumerable<SocketResult> CompareClients(
        ReplayClient? before,
        ReplayClient? after,
        SocketComparer sockets
    )
    {
        string name = (before ?? after)!.Name;
        int count = Math.Max(before?.Sessions.Count ?? 0, after?.Sessions.Count ?? 0);
        for (int i = 0; i < count; i++)
        {
            IReadOnlyList<ReplaySocket> was = before?.Sessions.ElementAtOrDefault(i)?.Sockets ?? [];
            List<ReplaySocket> now = [.. after?.Sessions.ElementAtOrDefault(i)?.Sockets ?? []];
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

    // A key or mode rule is used when a step has the name that it is for; the comparer knows the others.
    private static bool IsUsed(
        ReplayRule rule,
        StepComparer steps,
        ReplayPlan recorded,
        ReplayPlan live,
        ReplayRules rules
    )
    {
        if (rule.Path is not null)
        {
            return steps.UsedRules.Contains(rule);
        }
        var alone = new ReplayRules([rule]);
        return recorded
            .Steps.Concat(live.Steps)
            .Where(step => step.Kind == StepKind.Event)
            .Any(step =>
                rule.Key is not null
                    ? !string.Equals(alone.EffectiveName(step), step.Name, StringComparison.Ordinal)
                    : alone.ModeOf(rules.EffectiveName(step)) == rule.Mode
            );
    }
}
