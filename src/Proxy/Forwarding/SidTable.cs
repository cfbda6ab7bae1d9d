using System.Collections.Concurrent;

namespace SioProxy.Proxy.Forwarding;

/// <summary>Which node issued which sid. An entry lives as long as the session can without a sign of life.</summary>
internal sealed class SidTable(TimeProvider time)
{
    // A poll that ends at the last moment, and clocks that disagree.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _nextSweep;

    /// <summary>How many sids are known.</summary>
    public int Count => _entries.Count;

    public void Add(string sid, Node node, TimeSpan life)
    {
        TimeSpan kept = life + Margin;
        _entries[sid] = new Entry(node, kept) { Until = time.GetUtcNow() + kept };
        Sweep();
    }

    /// <summary>The node of a sid, which lives on from now; null when it is not known.</summary>
    public Node? Find(string sid)
    {
        if (!_entries.TryGetValue(sid, out Entry? entry) || entry.Until < time.GetUtcNow())
        {
            return null;
        }
        entry.Until = time.GetUtcNow() + entry.Life;
        return entry.Node;
    }

    private void Sweep()
    {
        DateTimeOffset now = time.GetUtcNow();
        long next = Volatile.Read(ref _nextSweep);
        if (
            now.UtcTicks < next
            || Interlocked.CompareExchange(ref _nextSweep, (now + SweepEvery).UtcTicks, next) != next
        )
        {
            return;
        }
        foreach ((string sid, Entry entry) in _entries)
        {
            if (entry.Until < now)
            {
                _entries.TryRemove(new KeyValuePair<string, Entry>(sid, entry));
            }
        }
    }

    private sealed class Entry(Node node, TimeSpan life)
    {
        public Node Node { get; } = node;

        public TimeSpan Life { get; } = life;

        public DateTimeOffset Until { get; set; }
    }
}
