namespace SioProxy.Storage;

/// <summary>A bar of a histogram of ack latencies: longer than the bar before, up to and with <paramref name="UpToMicros"/>.</summary>
/// <param name="UpToMicros">Microseconds; null: the last bar, without an upper end.</param>
/// <param name="Count">How many acks took that long.</param>
public sealed record LatencyBucket(long? UpToMicros, long Count);
