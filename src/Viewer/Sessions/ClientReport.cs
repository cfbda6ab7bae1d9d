namespace SioProxy.Viewer.Sessions;

/// <summary>Sessions that are reconnects of one another.</summary>
/// <param name="Number">Counted from 1 in the order in which clients came.</param>
internal sealed record ClientReport(int Number, IReadOnlyList<SessionReport> Sessions)
{
    public string Address => Sessions[0].Session.Client;

    public string? Agent => Sessions[0].Agent;

    public int Reconnects => Sessions.Count - 1;
}
