using SioProxy.Replay.Playing;

namespace SioProxy.Viewer.Commands;

/// <summary>What <c>sioview replay</c> was asked for.</summary>
internal sealed record ReplayOptions
{
    public required string File { get; init; }

    public required Uri? Target { get; init; }

    public string? Filter { get; init; }

    public string? Session { get; init; }

    public required PlayRules Play { get; init; }

    public required TransportChoice Transport { get; init; }

    public required int Clients { get; init; }

    public required TimeSpan Ramp { get; init; }

    public string? Learn { get; init; }

    public string? Record { get; init; }

    public string? Report { get; init; }

    public bool DryRun { get; init; }

    public bool Insecure { get; init; }

    public bool Force { get; init; }

    public bool Json { get; init; }
}
