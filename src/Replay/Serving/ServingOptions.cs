using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Serving;

/// <summary>How a plan is served.</summary>
public sealed record ServingOptions
{
    /// <summary>What may differ.</summary>
    public ReplayRules Rules { get; init; } = ReplayRules.None;

    /// <summary>Whether an event may be taken for a recorded one by its name only, when no arguments agree.</summary>
    public bool Lenient { get; init; }

    /// <summary>What happens to events that the script does not expect.</summary>
    public UnknownPolicy OnUnknown { get; init; }

    /// <summary>When answers come.</summary>
    public ServingPace Pace { get; init; }

    /// <summary>What tells which live client is which recorded one; null: the order in which they come.</summary>
    public AssignmentKey? Assign { get; init; }
}
