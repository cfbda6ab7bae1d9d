using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Playing;

/// <summary>How a plan is played, apart from where.</summary>
public sealed record PlayRules
{
    /// <summary>What may differ.</summary>
    public ReplayRules Rules { get; init; } = ReplayRules.None;

    /// <summary>When steps are sent.</summary>
    public Pace Pace { get; init; }

    /// <summary>What steps wait for on other sockets.</summary>
    public CrossOrder Cross { get; init; }

    /// <summary>How long an awaited step may take beyond its recorded time.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Secrets and other values that the capture does not hold.</summary>
    public SuppliedValues Supplied { get; init; } = SuppliedValues.None;
}
