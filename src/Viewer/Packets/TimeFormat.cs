namespace SioProxy.Viewer.Packets;

/// <summary>What a list's times are counted from.</summary>
internal enum TimeFormat
{
    /// <summary>The time of day, UTC.</summary>
    Absolute,

    /// <summary>Since the capture's first row.</summary>
    SinceStart,

    /// <summary>Since the session was opened.</summary>
    SinceSession,

    /// <summary>Since the row before in the list.</summary>
    SincePrevious,
}
