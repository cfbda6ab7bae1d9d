namespace SioProxy.Storage.Reading;

/// <summary>
/// Percentiles of times: exact for the first 16,384, then to within 1 % in bounded memory. Beside them the bars of a
/// histogram (1, 2, 5, 10 … of 100 us to 50 s), always exact.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int MaxExact = 16 * 1024;
    private const int SubBits = 7;

    // The ends of the bars, in microseconds; one more bar has no end.
    private static readonly long[] Ends =
    [
        100,
        200,
        500,
        1_000,
        2_000,
        5_000,
        10_000,
        20_000,
        50_000,
        100_000,
        200_000,
        500_000,
        1_000_000,
        2_000_000,
        5_000_000,
        10_000_000,
        20_000_000,
        50_000_000,
    ];

    private readonly Dictionary<long, long> _buckets = [];
    private readonly long[] _bars = new long[Ends.Length + 1];
    private List<long>? _exact = [];
    private long _count;
    private long _max;

    public void Add(long micros)
    {
        micros = Math.Max(0, micros); // clocks of two connections may disagree by a little
        _count++;
        _max = Math.Max(_max, micros);
        int bar = Array.BinarySearch(Ends, micros);
        _bars[bar < 0 ? ~bar : bar]++;
        if (_exact is not null)
        {
            _exact.Add(micros);
            if (_exact.Count > MaxExact)
            {
                Spread();
            }
            return;
        }
        AddToBucket(micros, 1);
    }

    /// <summary>Adds the times of another.</summary>
    public void Add(LatencyHistogram other)
    {
        _count += other._count;
        _max = Math.Max(_max, other._max);
        for (int bar = 0; bar < _bars.Length; bar++)
        {
            _bars[bar] += other._bars[bar];
        }
        if (_exact is not null && other._exact is not null && _exact.Count + other._exact.Count <= MaxExact)
        {
            _exact.AddRange(other._exact);
            return;
        }
        Spread();
        foreach (long micros in other._exact ?? [])
        {
            AddToBucket(micros, 1);
        }
        foreach ((long highest, long count) in other._buckets)
        {
            AddToBucket(highest, count);
        }
    }

    public LatencyStats? ToStats()
    {
        if (_count == 0)
        {
            return null;
        }
        _exact?.Sort();
        return new LatencyStats(_count, Percentile(0.50), Percentile(0.95), Percentile(0.99), _max);
    }

    /// <summary>The bars from the first to the last that is not empty.</summary>
    public IReadOnlyList<LatencyBucket> ToBuckets()
    {
        int first = Array.FindIndex(_bars, count => count > 0);
        int last = Array.FindLastIndex(_bars, count => count > 0);
        return first < 0
            ? []
            :
            [
                .. Enumerable
                    .Range(first, last - first + 1)
                    .Select(bar => new LatencyBucket(bar < Ends.Length ? Ends[bar] : null, _bars[bar])),
            ];
    }

    // Nearest rank: the smallest value that this share of all values does not exceed.
    private long Percentile(double share)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(share * _count));
        if (_exact is not null)
        {
            return _exact[(int)rank - 1];
        }
        long seen = 0;
        foreach ((long highest, long count) in _buckets.OrderBy(bucket => bucket.Key))
        {
            seen += count;
            if (seen >= rank)
            {
                return Math.Min(highest, _max);
            }
        }
        return _max;
    }

    private void Spread()
    {
        foreach (long micros in _exact ?? [])
        {
            AddToBucket(micros, 1);
        }
        _exact = null;
    }

    private void AddToBucket(long micros, long count)
    {
        int shift = Math.Max(0, 64 - (int)long.LeadingZeroCount(micros) - SubBits - 1);
        long highest = ((micros >> shift) << shift) + ((1L << shift) - 1);
        _buckets[highest] = _buckets.GetValueOrDefault(highest) + count;
    }
}
