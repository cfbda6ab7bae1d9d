using SioProxy.Filtering;
using SioProxy.Replay.Serving;

namespace SioProxy.Viewer.Commands;

/// <summary>What <c>sioview serve</c> was asked for.</summary>
internal sealed record ServeOptions
{
    public required string File { get; init; }

    public required Filter Filter { get; init; }

    public string? Sid { get; init; }

    public required Uri Listen { get; init; }

    public required ServingOptions Serving { get; init; }

    /// <summary>The real server of <c>--on-unknown passthrough:URL</c>.</summary>
    public Uri? PassThrough { get; init; }

    public bool Once { get; init; }

    /// <summary>How long <c>--once</c> waits when nothing comes any more.</summary>
    public required TimeSpan Wait { get; init; }

    public string? Report { get; init; }

    public bool Force { get; init; }

    public bool Json { get; init; }

    public bool Quiet { get; init; }
}
