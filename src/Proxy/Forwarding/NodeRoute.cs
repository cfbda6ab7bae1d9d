namespace SioProxy.Proxy.Forwarding;

/// <summary>The nodes to try for a request.</summary>
/// <param name="Nodes">In order.</param>
/// <param name="IsUnknownSid">Whether the request names a session of which it is not known who has it.</param>
/// <param name="Sid">The sid it names; null without, and with a single node.</param>
internal readonly record struct NodeRoute(IReadOnlyList<Node> Nodes, bool IsUnknownSid, string? Sid);
