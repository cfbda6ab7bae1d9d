namespace SioProxy.Benchmarks.Load;

/// <summary>What the generator counted in one run.</summary>
internal sealed class LoadCounts
{
    private const int BucketMicros = 4;
    private readonly long[] _buckets = new long[250_000];
    private long _echoes;

    public long Echoes => _echoes;

    public double Seconds { get; set; }

    public double PerSecond => Seconds > 0 ? Echoes / Seconds : 0;

    public void Add(TimeSpan latency)
    {
        int bucket = Math.Min((int)(latency.TotalMicroseconds / BucketMicros), _buckets.Length - 1);
        Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Increment(ref _echoes);
    }

    /// <summary>The latency that the given share of echoes did not exceed, in microseconds (4 us wide buckets, 1 s at most).</summary>
    public double Percentile(double share)
    {
        long wanted = (long)Math.Ceiling(_echoes * share);
        long seen = 0;
        for (int i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted && seen > 0)
            {
                return (i + 0.5) * BucketMicros;
            }
        }
        return 0;
    }
}
