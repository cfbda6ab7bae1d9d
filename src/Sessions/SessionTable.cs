using System.Diagnostics.CodeAnalysis;

namespace SioProxy.Sessions;

/// <summary>The sessions that are followed, by sid. One sid may name several: on different nodes, or one after the other.</summary>
internal sealed class SessionTable(long firstKey, int maxTracked)
{
    private readonly Dictionary<string, TrackedSession> _bySid = new(StringComparer.Ordinal);
    private long _nextKey = firstKey;

    public int Count { get; private set; }

    public long TakeKey() => _nextKey++;

    /// <summary>The session that a request names: on its node if there is one there, else wherever it is.</summary>
    public bool TryFind(string sid, string? node, [NotNullWhen(true)] out TrackedSession? session)
    {
        _bySid.TryGetValue(sid, out session);
        for (TrackedSession? each = session; each is not null && node is not null; each = each.Next)
        {
            if (string.Equals(each.Node, node, StringComparison.Ordinal))
            {
                session = each;
                break;
            }
        }
        return session is not null;
    }

    /// <summary>Adds a session; it hides older ones of its sid on its node.</summary>
    public void Add(TrackedSession session)
    {
        _bySid.TryGetValue(session.Sid, out TrackedSession? next);
        session.Next = next;
        _bySid[session.Sid] = session;
        Count++;
    }

    public bool IsFull => Count >= maxTracked;

    /// <summary>Every session that is followed, in no order.</summary>
    public List<TrackedSession> ToList()
    {
        var all = new List<TrackedSession>(Count);
        foreach (TrackedSession first in _bySid.Values)
        {
            for (TrackedSession? each = first; each is not null; each = each.Next)
            {
                all.Add(each);
            }
        }
        return all;
    }

    public void Remove(TrackedSession session)
    {
        if (!_bySid.TryGetValue(session.Sid, out TrackedSession? first))
        {
            return;
        }
        if (ReferenceEquals(first, session))
        {
            if (session.Next is null)
            {
                _bySid.Remove(session.Sid);
            }
            else
            {
                _bySid[session.Sid] = session.Next;
            }
            Count--;
            return;
        }
        for (TrackedSession before = first; before.Next is not null; before = before.Next)
        {
            if (ReferenceEquals(before.Next, session))
            {
                before.Next = session.Next;
                Count--;
                return;
            }
        }
    }
}
