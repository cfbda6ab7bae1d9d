namespace SioProxy.Protocol.WebSockets;

/// <summary>What a frame carries (RFC 6455, 5.2 and 11.8); the values that are missing are reserved.</summary>
public enum WebSocketOpcode : byte
{
    /// <summary>The next fragment of the message that has begun.</summary>
    Continuation = 0x0,

    /// <summary>A text message, or its first fragment.</summary>
    Text = 0x1,

    /// <summary>A binary message, or its first fragment.</summary>
    Binary = 0x2,

    /// <summary>The sender sends nothing after it.</summary>
    Close = 0x8,

    /// <summary>To be answered by a pong with the same payload.</summary>
    Ping = 0x9,

    /// <summary>An answer to a ping, or unasked for.</summary>
    Pong = 0xA,
}
