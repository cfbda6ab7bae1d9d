namespace SioProxy.Protocol.WebSockets;

/// <summary>What a WebSocket direction carries, seen by message rather than by frame (RFC 6455, 5.2).</summary>
public enum WebSocketItemKind : byte
{
    /// <summary>A whole text message, fragments joined and inflated.</summary>
    Text,

    /// <summary>A whole binary message, fragments joined and inflated.</summary>
    Binary,

    /// <summary>A ping frame (the WebSocket's own, not Engine.IO's).</summary>
    Ping,

    /// <summary>A pong frame.</summary>
    Pong,

    /// <summary>A close frame.</summary>
    Close,

    /// <summary>
    /// A frame that is no part of any message: its opcode is reserved, or it continues a message that never began.
    /// Always with a fault.
    /// </summary>
    Stray,
}
