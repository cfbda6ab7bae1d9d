namespace SioProxy.Replay.Serving;

/// <summary>Where a plan is served.</summary>
public sealed record ReplayServerOptions
{
    /// <summary>Where to listen; port 0 is any free port.</summary>
    public required IReadOnlyList<Uri> Urls { get; init; }

    /// <summary>How the plan is served.</summary>
    public ServingOptions Serving { get; init; } = new();

    /// <summary>The real server of <see cref="UnknownPolicy.PassThrough"/>.</summary>
    public Uri? PassThrough { get; init; }

    /// <summary>How long nobody and nothing may come, once somebody was there, before <see cref="ReplayServer.Served"/> completes all the same.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Told what happens, a sentence at a time, which may hold captured text; from any thread, one at a time.</summary>
    public Action<string>? Tell { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
