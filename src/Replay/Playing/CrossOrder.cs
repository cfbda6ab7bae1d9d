namespace SioProxy.Replay.Playing;

/// <summary>What a client waits for besides what its own socket has seen.</summary>
public enum CrossOrder
{
    /// <summary>
    /// Values that other sockets receive, and everything recorded before when it comes or goes (opens its session, joins or
    /// leaves a namespace), as who is there decides what a server says.
    /// </summary>
    Causal,

    /// <summary>Everything that was recorded before, on whatever socket.</summary>
    Global,

    /// <summary>Nothing.</summary>
    None,
}
