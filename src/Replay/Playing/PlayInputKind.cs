namespace SioProxy.Replay.Playing;

/// <summary>What a <see cref="PlayInput"/> tells.</summary>
internal enum PlayInputKind
{
    Opened,
    Refused,

    /// <summary>A handshake that was recorded to be refused has its answer.</summary>
    Answered,
    Received,
    Ended,

    /// <summary>Time has passed.</summary>
    Tick,
}
