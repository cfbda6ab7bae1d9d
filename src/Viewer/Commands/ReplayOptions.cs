using SioProxy.Replay.Playing;
using SioProxy.Replay.Rules;

namespace SioProxy.Viewer.Commands;

/// <summary>What <c>sioview replay</c> was asked for.</summary>
internal sealed record ReplayOptions
{
    public required string File { get; init; }

    public required Uri? Target { get; init; }

    public string? Filter { get; init; }

    public string? Session { get; init; }

    public required ReplayRules Rules { get; init; }

    public required TransportChoice Transport { get; init; }

    public required CrossOrder Cross { get; init; }

    public required Pace Pace { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required SuppliedValues Supplied { get; init; }

    public string? Report { get; init; }

    public bool DryRun { get; init; }

    public bool Insecure { get; init; }

    public bool Force { get; init; }

    public bool Json { get; init; }
}
