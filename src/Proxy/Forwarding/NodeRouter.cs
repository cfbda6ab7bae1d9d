namespace SioProxy.Proxy.Forwarding;

/// <summary>Chooses the node of each request: a session stays on the node that opened it, by its sid, without cookies.</summary>
internal sealed class NodeRouter(IReadOnlyList<Node> nodes, TimeProvider time)
{
    private static readonly TimeSpan DownTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UnusedLife = TimeSpan.FromSeconds(45); // Engine.IO's defaults: 25 s + 20 s

    private readonly SidTable _sids = new(time);
    private uint _turn = uint.MaxValue;

    /// <summary>All nodes.</summary>
    public IReadOnlyList<Node> Nodes { get; } = nodes;

    /// <summary>The nodes to try for a request, in order.</summary>
    public NodeRoute Choose(string target)
    {
        if (Nodes.Count == 1)
        {
            return new NodeRoute(Nodes, IsUnknownSid: false, Sid: null);
        }
        string? sid = SidOf(target);
        if (sid is null)
        {
            return new NodeRoute(InTurn(), IsUnknownSid: false, Sid: null);
        }
        Node? known = _sids.Find(sid);
        return known is null
            ? new NodeRoute(InTurn(), IsUnknownSid: true, sid)
            : new NodeRoute([known], IsUnknownSid: false, sid);
    }

    /// <summary>A node issued, or turned out to know, a sid.</summary>
    public void Remember(string sid, Node node, TimeSpan? life = null) => _sids.Add(sid, node, life ?? UnusedLife);

    /// <summary>The session gave a sign of life.</summary>
    public void Touch(string? sid)
    {
        if (sid is not null)
        {
            _sids.Find(sid);
        }
    }

    /// <summary>A node could not be reached.</summary>
    public void OnUnreachable(Node node) => node.MarkDown((time.GetUtcNow() + DownTime).UtcTicks);

    /// <summary>The <c>sid</c> of a request target's query; null without.</summary>
    internal static string? SidOf(string target)
    {
        int query = target.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
        {
            return null;
        }
        foreach (Range range in target.AsSpan(query + 1).Split('&'))
        {
            ReadOnlySpan<char> pair = target.AsSpan(query + 1)[range];
            if (pair.StartsWith("sid=", StringComparison.Ordinal) && pair.Length > 4)
            {
                return Uri.UnescapeDataString(pair[4..]);
            }
        }
        return null;
    }

    private Node[] InTurn()
    {
        long now = time.GetUtcNow().UtcTicks;
        uint first = Interlocked.Increment(ref _turn);
        var live = new List<Node>(Nodes.Count);
        var down = new List<Node>();
        for (int i = 0; i < Nodes.Count; i++)
        {
            Node node = Nodes[(int)((first + (uint)i) % (uint)Nodes.Count)];
            (node.IsLive(now) ? live : down).Add(node);
        }
        return [.. live, .. down]; // one that was down is asked last, not never
    }
}
