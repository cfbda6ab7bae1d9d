namespace SioProxy.Replay.Playing;

/// <summary>Which transports a replay uses.</summary>
public enum TransportChoice
{
    /// <summary>Those that the recorded session used, the upgrade included.</summary>
    AsRecorded,

    /// <summary>WebSocket from the beginning.</summary>
    WebSocket,

    /// <summary>Long-polling only.</summary>
    Polling,
}
