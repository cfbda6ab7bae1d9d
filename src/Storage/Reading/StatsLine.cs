namespace SioProxy.Storage.Reading;

/// <summary>What has been added up of one kind of rows.</summary>
internal sealed class StatsLine(RateGrid grid)
{
    public long Count { get; private set; }
    public long Bytes { get; private set; }
    public long First { get; private set; } = long.MaxValue;
    public long Last { get; private set; } = long.MinValue;
    public long Asked { get; private set; }
    public long Unanswered { get; private set; }
    public LatencyHistogram Latency { get; } = new();
    public RateCounts Rate { get; } = grid.CreateSeries();

    public void Add(long at, long size, long step, bool asks, bool isUnanswered, long? latency)
    {
        Count++;
        Bytes += size;
        First = Math.Min(First, at);
        Last = Math.Max(Last, at);
        Rate.Add(step);
        Asked += asks ? 1 : 0;
        Unanswered += isUnanswered ? 1 : 0;
        if (asks && latency is { } micros)
        {
            Latency.Add(micros);
        }
    }
}
