namespace SioProxy.Sessions;

/// <summary>
/// Puts sessions that are reconnects of one another on one chain. Certain by recovery's private id; else a session goes on
/// the chain of the latest ended session with the same identity. Add sessions in the order in which they were opened.
/// </summary>
public sealed class ClientChains
{
    private readonly List<Chain> _chains = [];
    private readonly Dictionary<string, int> _ofPid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<(long EndedAt, int Chain)>> _ended = new(StringComparer.Ordinal);

    /// <summary>How many chains there are.</summary>
    public int Count => _chains.Count;

    /// <summary>Takes the next session.</summary>
    /// <returns>The number of its chain, counted from 0 in the order of their first sessions.</returns>
    public int Add(ClientTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        int number = Find(trace);
        if (number < 0)
        {
            number = _chains.Count;
            _chains.Add(new Chain());
        }
        Chain chain = _chains[number];
        if (chain.EndedAt is { } before)
        {
            _ = _ended[chain.Identity].Remove((before, number));
        }
        chain.Identity = trace.Identity;
        chain.EndedAt = trace.EndedAtMicros;
        if (trace.EndedAtMicros is { } ended)
        {
            if (!_ended.TryGetValue(trace.Identity, out SortedSet<(long, int)>? set))
            {
                set = [];
                _ended.Add(trace.Identity, set);
            }
            _ = set.Add((ended, number));
        }
        foreach (string pid in trace.IssuedPids)
        {
            _ofPid[pid] = number;
        }
        return number;
    }

    private int Find(ClientTrace trace)
    {
        if (trace.RecoveredPid is { } pid && _ofPid.TryGetValue(pid, out int recovered))
        {
            return recovered;
        }
        if (
            !_ended.TryGetValue(trace.Identity, out SortedSet<(long EndedAt, int Chain)>? set)
            || set.Count == 0
            || set.Min.EndedAt > trace.OpenedAtMicros
        )
        {
            return -1;
        }
        return set.GetViewBetween((long.MinValue, 0), (trace.OpenedAtMicros, int.MaxValue)).Max.Chain;
    }

    private sealed class Chain
    {
        public string Identity { get; set; } = "";

        public long? EndedAt { get; set; }
    }
}
