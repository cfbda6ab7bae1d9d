namespace SioProxy.Replay.Playing;

/// <summary>What a <see cref="PlayInput"/> tells.</summary>
internal enum PlayInputKind
{
    Opened,
    Refused,
    Received,
    Ended,

    /// <summary>Time has passed.</summary>
    Tick,
}
