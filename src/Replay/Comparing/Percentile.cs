namespace SioProxy.Replay.Comparing;

/// <summary>Percentiles by the nearest rank.</summary>
public static class Percentile
{
    /// <summary>The value that a share of all values does not exceed; 0 of none.</summary>
    /// <param name="sorted">The values, ascending.</param>
    /// <param name="share">From 0 to 1.</param>
    public static long Of(IReadOnlyList<long> sorted, double share)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        return sorted.Count == 0
            ? 0
            : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}
