namespace SioProxy.Viewer.Sessions;

/// <summary>A session's part in a namespace.</summary>
/// <param name="State">In words: joined, left, refused and why, or not answered.</param>
internal sealed record NamespaceReport(
    string Name,
    long ClientPackets,
    long ServerPackets,
    long Bytes,
    long Asked,
    long Unanswered,
    string State
)
{
    public static NamespaceReport Of(NamespaceFacts facts) =>
        new(
            facts.Name,
            facts.ClientPackets,
            facts.ServerPackets,
            facts.Bytes,
            facts.Asked.Sum(acks => acks.Asked),
            facts.Asked.Sum(acks => acks.Unanswered),
            facts switch
            {
                { Refused: { } why } => $"refused: {why}",
                { IsLeft: true } => "left",
                { IsJoined: true } => "joined",
                _ => "never confirmed",
            }
        );
}
