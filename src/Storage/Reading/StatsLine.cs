namespace SioProxy.Storage.Reading;

/// <summary>What has been added up of one kind of rows.</summary>
/// <param name="rate">The series that its rows are counted in.</param>
internal sealed class StatsLine(RateCounts rate)
{
    public long Count { get; private set; }
    public long Bytes { get; private set; }
    public long First { get; private set; } = long.MaxValue;
    public long Last { get; private set; } = long.MinValue;
    public long Asked { get; private set; }
    public long Unanswered { get; private set; }
    public LatencyHistogram Latency { get; } = new();
    public RateCounts Rate => rate;

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

    /// <summary>Adds what was added to another.</summary>
    /// <param name="factor">How many of its steps one of this line's holds.</param>
    public void Add(StatsLine other, long factor)
    {
        Count += other.Count;
        Bytes += other.Bytes;
        First = Math.Min(First, other.First);
        Last = Math.Max(Last, other.Last);
        Rate.Add(other.Rate, factor);
        Asked += other.Asked;
        Unanswered += other.Unanswered;
        Latency.Add(other.Latency);
    }
}
