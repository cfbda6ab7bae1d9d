namespace SioProxy.Sessions;

/// <summary>An event that waits for its ack: little enough to be kept for as long as the ack takes.</summary>
/// <param name="atMicros">The event's first byte, in microseconds since the Unix epoch.</param>
public sealed class AckRequest(long atMicros)
{
    /// <summary>The event's first byte, in microseconds since the Unix epoch.</summary>
    public long AtMicros { get; } = atMicros;

    /// <summary>The event's row; 0 until the recorder has assigned it, and for ever when the event is not recorded.</summary>
    public long RowId { get; set; }
}
