namespace SioProxy.Replay.Plan;

/// <summary>What a capture says that clients and server did: made by <see cref="PlanBuilder"/>, played and compared by others.</summary>
/// <param name="Clients">The clients, in the order of their first sessions.</param>
/// <param name="Notes">What could not be made into steps (gaps, faults, truncated packets), one sentence each.</param>
public sealed record ReplayPlan(IReadOnlyList<ReplayClient> Clients, IReadOnlyList<string> Notes)
{
    /// <summary>Handshakes that were refused, in the order of the capture: a server that is played refuses them again.</summary>
    public IReadOnlyList<RefusedHandshake> Refusals { get; init; } = [];

    /// <summary>
    /// Clients whose handshakes were refused, one for each refusal that the server meant (not those that a proxy said for
    /// a server that was not there), in the order of the capture: a replay asks again.
    /// </summary>
    public IReadOnlyList<ReplayClient> Refused { get; init; } = [];

    /// <summary>All clients, those that were refused behind the others.</summary>
    public IEnumerable<ReplayClient> Everyone => Clients.Concat(Refused);

    /// <summary>All sessions of all clients, in the order of the clients, refused ones last.</summary>
    public IEnumerable<ReplaySession> Sessions => Everyone.SelectMany(client => client.Sessions);

    /// <summary>All steps, in the order of sockets; sort by <see cref="ReplayStep.Number"/> for capture order.</summary>
    public IEnumerable<ReplayStep> Steps => Sessions.SelectMany(s => s.Sockets).SelectMany(socket => socket.Steps);
}
