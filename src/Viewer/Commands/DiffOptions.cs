using SioProxy.Filtering;
using SioProxy.Replay.Rules;

namespace SioProxy.Viewer.Commands;

/// <summary>What <c>sioview diff</c> was asked for.</summary>
internal sealed record DiffOptions
{
    public required string File { get; init; }

    public required string Other { get; init; }

    public required Filter Filter { get; init; }

    public required ReplayRules Rules { get; init; }

    public string? Report { get; init; }

    public bool Force { get; init; }

    public bool Json { get; init; }
}
