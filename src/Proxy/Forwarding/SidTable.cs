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
        _entries[sid] = new Entry(node, kept, time.GetUtcNow().UtcTicks);
        Sweep();
    }

    /// <summary>The node of a sid, which lives on from now; null when it is not known.</summary>
    public Node? Find(string sid)
    {
        long now = time.GetUtcNow().UtcTicks;
        if (!_entries.TryGetValue(sid, out Entry? entry) || entry.Until < now)
        {
            return null;
        }
        entry.LiveFrom(now);
        return entry.Node;
    }

    private void Sweep()
    {
        long now = time.GetUtcNow().UtcTicks;
        long next = Volatile.Read(ref _nextSweep);
        if (now < next || Interlocked.CompareExchange(ref _nextSweep, now + SweepEvery.Ticks, next) != next)
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

    private sealed class Entry(Node node, TimeSpan life, long now)
    {
        private long _until = now + life.Ticks; // requests of one session find it at the same time

        public Node Node { get; } = node;

        public long Until => Volatile.Read(ref _until);

        public void LiveFrom(long ticks) => Volatile.Write(ref _until, ticks + life.Ticks);
    }
}
