namespace SioProxy.Replay.Comparing;

/// <summary>By how much a replay's steps were sent after the moment that its pace asked for, in microseconds.</summary>
/// <param name="Count">How many steps had such a moment.</param>
/// <param name="P50">The median.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Largest">The largest.</param>
public sealed record ScheduleDeviation(int Count, long P50, long P99, long Largest)
{
    /// <summary>Of a replay's deviations; null when it had no schedule.</summary>
    public static ScheduleDeviation? Of(IEnumerable<long> deviations)
    {
        long[] sorted = [.. deviations.Order()];
        return sorted.Length == 0
            ? null
            : new ScheduleDeviation(sorted.Length, Percentile.Of(sorted, 0.5), Percentile.Of(sorted, 0.99), sorted[^1]);
    }
}
