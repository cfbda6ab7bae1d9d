namespace SioProxy.Replay.Plan;

/// <summary>One person's chain of sessions over reconnects.</summary>
/// <param name="Name">For reports: <c>client 1</c>, <c>client 2</c>… in the order of their first sessions.</param>
/// <param name="Sessions">Its sessions, in order; never two at the same time.</param>
public sealed record ReplayClient(string Name, IReadOnlyList<ReplaySession> Sessions);
