namespace SioProxy.Filtering;

/// <summary>The fields that a <see cref="NumberNode"/> compares.</summary>
public enum NumberField
{
    /// <summary><c>size</c>, bytes of a packet or message.</summary>
    Size,

    /// <summary><c>latency</c> of an ack, in microseconds.</summary>
    Latency,

    /// <summary><c>id</c> of the row.</summary>
    Id,

    /// <summary><c>connection</c>, the number of the exchange or WebSocket.</summary>
    Connection,

    /// <summary><c>ack</c>, the ack id of an event or ack.</summary>
    AckId,

    /// <summary><c>status</c> of an HTTP exchange.</summary>
    Status,
}
