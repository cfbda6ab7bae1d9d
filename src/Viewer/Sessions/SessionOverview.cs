namespace SioProxy.Viewer.Sessions;

/// <summary>A capture's clients, each with its sessions, and the requests that became no session.</summary>
/// <param name="LastRow">The latest row that is in it.</param>
/// <param name="Findings">What concerns no single session.</param>
/// <param name="RefusalsNotKept">Refused requests beyond those in the groups.</param>
internal sealed record SessionOverview(
    IReadOnlyList<ClientReport> Clients,
    IReadOnlyList<RefusalGroup> Refusals,
    long LastRow,
    long RefusalsNotKept,
    IReadOnlyList<Diagnosis> Findings
)
{
    public static SessionOverview Empty { get; } = new([], [], 0, 0, []);

    public IEnumerable<SessionReport> Sessions => Clients.SelectMany(client => client.Sessions);
}
