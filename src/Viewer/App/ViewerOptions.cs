namespace SioProxy.Viewer.App;

/// <summary>What the viewer is started with.</summary>
internal sealed record ViewerOptions
{
    /// <summary>The capture, which has been opened once and found good.</summary>
    public required string Path { get; init; }

    /// <summary>Its first and latest row's ids at that time.</summary>
    public required (long First, long Last) Span { get; init; }

    /// <summary>Whether somebody is writing it.</summary>
    public bool IsLive { get; init; }

    public ViewerSettings Settings { get; init; } = ViewerSettings.Default;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
