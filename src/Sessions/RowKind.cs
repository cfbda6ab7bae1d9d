namespace SioProxy.Sessions;

/// <summary>What a row of a capture is. Stored as is: the values never change.</summary>
public enum RowKind : byte
{
    /// <summary>An Engine.IO packet, with the Socket.IO packet inside it if there is one.</summary>
    Packet = 0,

    /// <summary>A message of a WebSocket that does not speak Engine.IO.</summary>
    Message = 1,

    /// <summary>An exchange of a decoded path that was not 2xx, was a refused upgrade, or was cut off.</summary>
    Http = 2,

    /// <summary>The end of a WebSocket, or the abnormal end of an exchange.</summary>
    Close = 3,

    /// <summary>Something passed that was not recorded, and why.</summary>
    Gap = 4,
}
