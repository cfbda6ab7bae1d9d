namespace SioProxy.Viewer.Sequence;

/// <summary>How much time a line of silence stands for: the zoom of a sequence diagram.</summary>
internal static class TimeScale
{
    /// <summary>From the closest look to the widest, in microseconds.</summary>
    private static readonly long[] Levels = [1_000, 10_000, 100_000, 500_000, 5_000_000, 60_000_000];

    public static long Default => Levels[3];

    public static long Closer(long micros) => Levels.LastOrDefault(level => level < micros, Levels[0]);

    public static long Wider(long micros) => Levels.FirstOrDefault(level => level > micros, Levels[^1]);
}
