using SioProxy.Filtering;
using SioProxy.Replay.Playing;
using SioProxy.Replay.Rules;

namespace SioProxy.Viewer.Replaying;

/// <summary>What a replay from the terminal program was asked for, checked.</summary>
internal sealed record ReplayRequest
{
    public required Filter Filter { get; init; }

    /// <summary>Only this session; null: all that the filter leaves.</summary>
    public string? Sid { get; init; }

    public required Uri Target { get; init; }

    public required Pace Pace { get; init; }

    public required TransportChoice Transport { get; init; }

    public required ReplayRules Rules { get; init; }

    /// <summary>The file that the rules come from and that accepted ones go to.</summary>
    public required string RulesPath { get; init; }

    /// <summary>Where the run itself is recorded; null: nowhere.</summary>
    public string? Record { get; init; }

    public required SuppliedValues Supplied { get; init; }
}
