using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Serving;

/// <summary>What was really said on one socket.</summary>
internal sealed record LiveSocket(string Namespace, string? NamespaceQuery)
{
    public List<ReplayStep> Steps { get; } = [];

    public ReplaySocket ToPlan() => new(Namespace, NamespaceQuery, Steps);

    public ReplaySocket ToPlan(Func<ReplayStep, ReplayStep> rewrite) =>
        new(Namespace, NamespaceQuery, [.. Steps.Select(rewrite)]);
}
