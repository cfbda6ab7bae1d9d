using SioProxy.Protocol;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Comparing;

/// <summary>Gathers the latencies of the server's acks by the names of the events that they answer.</summary>
internal static class AckLatencies
{
    public static IReadOnlyList<AckLatency> Of(ReplayPlan recorded, ReplayPlan live, ReplayRules rules)
    {
        SortedDictionary<string, List<long>> before = Gather(recorded, rules);
        SortedDictionary<string, List<long>> after = Gather(live, rules);
        return
        [
            .. before
                .Keys.Union(after.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => Row(name, before.GetValueOrDefault(name, []), after.GetValueOrDefault(name, []))),
        ];
    }

    private static AckLatency Row(string name, List<long> before, List<long> after) =>
        new(
            name,
            before.Count,
            Percentile.Of(before, 0.5),
            Percentile.Of(before, 0.95),
            after.Count,
            Percentile.Of(after, 0.5),
            Percentile.Of(after, 0.95)
        );

    private static SortedDictionary<string, List<long>> Gather(ReplayPlan plan, ReplayRules rules)
    {
        var byName = new SortedDictionary<string, List<long>>(StringComparer.Ordinal);
        foreach (ReplaySocket socket in plan.Sessions.SelectMany(session => session.Sockets))
        {
            foreach (NamedStep named in NamedStep.Of(socket.Steps, rules))
            {
                if (
                    named.Step is { Kind: StepKind.Ack, From: Direction.ServerToClient, LatencyMicros: { } latency }
                    && named.Mode != MatchMode.Ignore
                )
                {
                    string name = named.Subject[4..];
                    (byName.TryGetValue(name, out List<long>? list) ? list : byName[name] = []).Add(latency);
                }
            }
        }
        foreach (List<long> list in byName.Values)
        {
            list.Sort();
        }
        return byName;
    }
}
