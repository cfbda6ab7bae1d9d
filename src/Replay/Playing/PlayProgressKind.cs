namespace SioProxy.Replay.Playing;

/// <summary>What happened to a step or a session.</summary>
public enum PlayProgressKind
{
    /// <summary>A session is open.</summary>
    Opened,

    /// <summary>A client's step was sent.</summary>
    Sent,

    /// <summary>A step of the server came, and agrees as far as can be told by then.</summary>
    Arrived,

    /// <summary>A step of the server came under its name, but its arguments differ.</summary>
    Differs,

    /// <summary>The server said something that was not recorded, or not here.</summary>
    Unexpected,

    /// <summary>A step of the server did not come in time.</summary>
    Overdue,

    /// <summary>A step could not be played.</summary>
    Failed,

    /// <summary>A session has ended.</summary>
    Ended,
}
