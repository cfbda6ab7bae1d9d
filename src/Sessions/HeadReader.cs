namespace SioProxy.Sessions;

/// <summary>
/// Tells by the head of a request whether a connection is to be followed, and whether it is Engine.IO's. What heads repeat
/// is kept once.
/// </summary>
internal sealed class HeadReader(IReadOnlyList<string> configuredPaths)
{
    private const int MaxSeenPaths = 64;

    private readonly HeaderPool _headers = new();
    private readonly ReferenceCache<string, RequestTarget> _targets = new();
    private readonly HashSet<string> _seenPaths = new(StringComparer.Ordinal);

    /// <summary>Whether bodies of such an exchange could be Engine.IO's. Cheap and stateless.</summary>
    /// <param name="paths">The configured Engine.IO paths; empty: any path.</param>
    public static bool MightBeEngineIo(RequestHead head, IReadOnlyList<string> paths) =>
        paths.Count > 0 ? RequestTarget.IsOneOf(head.Target, paths) : RequestTarget.LooksLikeEngineIo(head.Target);

    /// <summary>The connection that the head begins; null when it is of no interest: plain HTTP.</summary>
    /// <param name="isCandidate">Whether it could be Engine.IO's, and so belong to a session.</param>
    public TrackedConnection? Open(long connection, long at, RequestHead head, string? node, out bool isCandidate)
    {
        isCandidate = MightBeEngineIo(head, configuredPaths);
        if (!isCandidate && !head.IsWebSocket)
        {
            return null;
        }
        RequestTarget target = TargetOf(head);
        return new TrackedConnection
        {
            Id = connection,
            OpenedAt = at,
            Head = head.IsWebSocket ? head with { Headers = _headers.Share(head.Headers) } : head,
            Target = target,
            Node = node,
            IsEngineIo = isCandidate && IsEngineIo(head, target),
        };
    }

    /// <summary>The response's head as it is kept with its connection.</summary>
    public ResponseHead Keep(ResponseHead head, TrackedConnection tracked) =>
        tracked.Head.IsWebSocket ? head with { Headers = _headers.Share(head.Headers) } : head;

    /// <summary>A connection of this path carried Engine.IO, so the next one does.</summary>
    public void Learn(string path)
    {
        if (_seenPaths.Count < MaxSeenPaths)
        {
            _seenPaths.Add(path);
        }
    }

    // A plain request that claims a version is one, even of a transport that nobody knows: its refusal is wanted.
    private bool IsEngineIo(RequestHead head, RequestTarget target) =>
        configuredPaths.Count > 0
        || (target.HasEio && (target.HasTransport || (target.Claimed is not null && !head.IsWebSocket)))
        || _seenPaths.Contains(target.Path);

    private RequestTarget TargetOf(RequestHead head)
    {
        if (head.IsWebSocket || head.Target.Length > RequestTarget.MaxKept)
        {
            return RequestTarget.Parse(head.Target);
        }
        if (!_targets.TryGet(head.Target, out RequestTarget target)) // one poll like the other
        {
            target = RequestTarget.Parse(head.Target);
            _targets.Set(head.Target, target);
        }
        return target;
    }
}
