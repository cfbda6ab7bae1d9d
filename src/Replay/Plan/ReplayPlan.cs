namespace SioProxy.Replay.Plan;

/// <summary>What a capture says that clients and server did: made by <see cref="PlanBuilder"/>, played and compared by others.</summary>
/// <param name="Clients">The clients, in the order of their first sessions.</param>
/// <param name="Notes">What could not be made into steps (gaps, faults, truncated packets), one sentence each.</param>
public sealed record ReplayPlan(IReadOnlyList<ReplayClient> Clients, IReadOnlyList<string> Notes)
{
    /// <summary>Handshakes that were refused, in the order of the capture: a server that is played refuses them again.</summary>
    public IReadOnlyList<RefusedHandshake> Refusals { get; init; } = [];

    /// <summary>All sessions of all clients, in the order of the clients.</summary>
    public IEnumerable<ReplaySession> Sessions => Clients.SelectMany(client => client.Sessions);

    /// <summary>All steps, in the order of sockets; sort by <see cref="ReplayStep.Number"/> for capture order.</summary>
    public IEnumerable<ReplayStep> Steps => Sessions.SelectMany(s => s.Sockets).SelectMany(socket => socket.Steps);
}
