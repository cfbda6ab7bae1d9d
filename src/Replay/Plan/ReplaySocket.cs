namespace SioProxy.Replay.Plan;

/// <summary>One namespace of one session, from its CONNECT to its end, with what was said on it in order.</summary>
/// <param name="Namespace">The namespace, without query.</param>
/// <param name="NamespaceQuery">The query string of a protocol 4 CONNECT; null without.</param>
/// <param name="Steps">What was said, by both sides, in the order of the capture.</param>
public sealed record ReplaySocket(string Namespace, string? NamespaceQuery, IReadOnlyList<ReplayStep> Steps);
