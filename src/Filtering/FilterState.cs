namespace SioProxy.Filtering;

/// <summary>What a <see cref="StateNode"/> asks for.</summary>
public enum FilterState
{
    /// <summary><c>unanswered</c>: an event that asks for an ack, and none was seen.</summary>
    Unanswered,

    /// <summary><c>answered</c>: an event whose ack was seen.</summary>
    Answered,

    /// <summary><c>fault</c>: something could not be decoded.</summary>
    Fault,

    /// <summary><c>binary</c>: attachments, a binary packet type, a binary message or body (msgpack alone is not).</summary>
    Binary,

    /// <summary><c>gap</c>: something passed that was not recorded.</summary>
    Gap,

    /// <summary><c>slow</c>: an ack that took more than a second.</summary>
    Slow,

    /// <summary><c>truncated</c>: less was kept than passed.</summary>
    Truncated,

    /// <summary><c>redacted</c>: redaction replaced something.</summary>
    Redacted,

    /// <summary><c>ack</c>: an ack.</summary>
    Ack,

    /// <summary><c>heartbeat</c>: a ping or pong that is not an upgrade's probe.</summary>
    Heartbeat,
}
