namespace SioProxy.Storage;

/// <summary>How long acks took, in microseconds.</summary>
/// <param name="Count">How many were measured.</param>
/// <param name="P50Micros">Half took at most this long.</param>
/// <param name="P95Micros">95 of 100 took at most this long.</param>
/// <param name="P99Micros">99 of 100 took at most this long.</param>
/// <param name="MaxMicros">The longest.</param>
public sealed record LatencyStats(long Count, long P50Micros, long P95Micros, long P99Micros, long MaxMicros);
