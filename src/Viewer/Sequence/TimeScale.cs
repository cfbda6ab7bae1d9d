namespace SioProxy.Viewer.Sequence;

/// <summary>How much time a line of silence stands for: the zoom of a sequence diagram.</summary>
internal static class TimeScale
{
    /// <summary>From the closest look to the widest, in microseconds.</summary>
    private static readonly long[] s_levels = [1_000, 10_000, 100_000, 500_000, 5_000_000, 60_000_000];

    public static long Default => s_levels[3];

    public static long Closer(long micros) => s_levels.LastOrDefault(level => level < micros, s_levels[0]);

    public static long Wider(long micros) => s_levels.FirstOrDefault(level => level > micros, s_levels[^1]);
}
