namespace SioProxy.Replay.Comparing;

/// <summary>How long a server took to answer the events of one name, recorded and live, in microseconds.</summary>
/// <param name="Name">The event's effective name.</param>
/// <param name="RecordedCount">How many acks were recorded.</param>
/// <param name="RecordedP50">Their median.</param>
/// <param name="RecordedP95">Their 95th percentile.</param>
/// <param name="LiveCount">How many came.</param>
/// <param name="LiveP50">Their median.</param>
/// <param name="LiveP95">Their 95th percentile.</param>
public sealed record AckLatency(
    string Name,
    int RecordedCount,
    long RecordedP50,
    long RecordedP95,
    int LiveCount,
    long LiveP50,
    long LiveP95
);
