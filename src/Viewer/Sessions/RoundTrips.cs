namespace SioProxy.Viewer.Sessions;

/// <summary>Collects round trips of a heartbeat; the median is that of the latest ones.</summary>
internal sealed class RoundTrips
{
    private const int MaxKept = 1024;

    private readonly List<long> _latest = [];
    private long _count;
    private long _min = long.MaxValue;
    private long _max;

    public void Add(long micros)
    {
        if (_latest.Count < MaxKept)
        {
            _latest.Add(micros);
        }
        else
        {
            _latest[(int)(_count % MaxKept)] = micros;
        }
        _count++;
        _min = Math.Min(_min, micros);
        _max = Math.Max(_max, micros);
    }

    /// <summary>Null before the first.</summary>
    public HeartbeatSample? ToSample()
    {
        if (_count == 0)
        {
            return null;
        }
        long[] sorted = [.. _latest.Order()];
        return new HeartbeatSample(_count, _min, sorted[(sorted.Length - 1) / 2], _max);
    }
}
