namespace SioProxy.Protocol.EngineIo;

/// <summary>Engine.IO packet types, numbered as on the wire (engine.io-protocol, "Packet types"; the same in both revisions).</summary>
public enum EngineIoPacketType : byte
{
    /// <summary>Handshake, first packet from the server.</summary>
    Open = 0,

    /// <summary>The transport is to be closed.</summary>
    Close = 1,

    /// <summary>Heartbeat, or the upgrade's probe.</summary>
    Ping = 2,

    /// <summary>Answer to a ping.</summary>
    Pong = 3,

    /// <summary>Carries the application's data.</summary>
    Message = 4,

    /// <summary>The client switches to the new transport.</summary>
    Upgrade = 5,

    /// <summary>Ends a pending poll.</summary>
    Noop = 6,
}
