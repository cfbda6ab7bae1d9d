using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Comparing;

/// <summary>What people call steps: an event by its effective name, an ack by the event that it answers.</summary>
public static class StepLabels
{
    /// <summary>The labels of one socket's steps, in their order; an ack of what is not among them is <c>ack of ?</c>.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<ReplayStep> steps, ReplayRules rules)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(rules);
        return [.. NamedStep.Of(steps, rules).Select(named => named.Label)];
    }
}
