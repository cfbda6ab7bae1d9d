namespace SioProxy.Filtering;

/// <summary>What a <see cref="TypeNode"/> asks for.</summary>
public enum FilterType
{
    /// <summary><c>event</c>: EVENT and BINARY_EVENT.</summary>
    Event,

    /// <summary><c>ack</c>: ACK and BINARY_ACK.</summary>
    Ack,

    /// <summary><c>connect</c>.</summary>
    Connect,

    /// <summary><c>connect_error</c>, protocol 4's ERROR too.</summary>
    ConnectError,

    /// <summary><c>disconnect</c>.</summary>
    Disconnect,

    /// <summary><c>binary_event</c>.</summary>
    BinaryEvent,

    /// <summary><c>binary_ack</c>.</summary>
    BinaryAck,

    /// <summary><c>open</c>: Engine.IO's handshake.</summary>
    Open,

    /// <summary><c>close</c>: Engine.IO's close packet, and rows of that kind (the end of a WebSocket).</summary>
    Close,

    /// <summary><c>ping</c>.</summary>
    Ping,

    /// <summary><c>pong</c>.</summary>
    Pong,

    /// <summary><c>upgrade</c>.</summary>
    Upgrade,

    /// <summary><c>noop</c>.</summary>
    Noop,

    /// <summary><c>message</c>: a plain WebSocket's messages, and Engine.IO messages that are not Socket.IO.</summary>
    Message,

    /// <summary><c>http</c>: rows of that kind.</summary>
    Http,

    /// <summary><c>gap</c>: rows of that kind.</summary>
    Gap,

    /// <summary><c>packet</c>: every Engine.IO packet.</summary>
    Packet,
}
