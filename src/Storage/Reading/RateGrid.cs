namespace SioProxy.Storage.Reading;

/// <summary>
/// The steps that all series of one statistic share: as fine as their number allows, coarser as the rows spread over more
/// time. Rows may come in any order of time.
/// </summary>
internal sealed class RateGrid
{
    /// <summary>Most steps.</summary>
    public const int MaxSteps = 240;

    // Each divides the next, so that steps can be joined.
    private static readonly long[] StepLengths =
    [
        1_000,
        5_000,
        10_000,
        50_000,
        100_000,
        500_000,
        1_000_000,
        5_000_000,
        10_000_000,
        30_000_000,
        60_000_000,
        300_000_000,
        600_000_000,
        1_800_000_000,
        3_600_000_000,
        21_600_000_000,
        86_400_000_000,
        604_800_000_000,
    ];

    private readonly List<RateCounts> _series = [];
    private int _level;
    private long _step = StepLengths[0];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    /// <summary>A new series on these steps.</summary>
    public RateCounts CreateSeries()
    {
        var series = new RateCounts();
        _series.Add(series);
        return series;
    }

    /// <summary>Makes room for a time and says which step it falls into.</summary>
    public long StepOf(long micros)
    {
        long step = FloorDivide(micros, _step);
        if (step >= _first && step <= _last)
        {
            return step;
        }
        _first = Math.Min(_first, step);
        _last = Math.Max(_last, step);
        while ((Int128)_last - _first >= MaxSteps)
        {
            Coarsen();
        }
        return FloorDivide(micros, _step);
    }

    /// <summary>Makes room for all times of another grid.</summary>
    /// <returns>How many of its steps one of this grid's holds.</returns>
    public long Include(RateGrid other)
    {
        while (_step < other._step)
        {
            Coarsen();
        }
        if (other._last >= other._first)
        {
            long factor = _step / other._step;
            _first = Math.Min(_first, FloorDivide(other._first, factor));
            _last = Math.Max(_last, FloorDivide(other._last, factor));
            while ((Int128)_last - _first >= MaxSteps)
            {
                Coarsen();
            }
        }
        return _step / other._step;
    }

    /// <summary>A series from the first step to the last of all series.</summary>
    public RateSeries ToSeries(RateCounts counts)
    {
        if (_last < _first)
        {
            return new RateSeries(0, _step, []);
        }
        long[] steps = new long[_last - _first + 1];
        foreach ((long step, long count) in counts.Steps)
        {
            steps[step - _first] = count;
        }
        return new RateSeries((long)Int128.Max((Int128)_first * _step, long.MinValue), _step, steps);
    }

    private void Coarsen()
    {
        long factor = _level + 1 < StepLengths.Length ? StepLengths[_level + 1] / StepLengths[_level] : 10; // a damaged file's millennia
        _level++;
        _step *= factor;
        if (_first <= _last)
        {
            _first = FloorDivide(_first, factor);
            _last = FloorDivide(_last, factor);
        }
        foreach (RateCounts series in _series)
        {
            series.Join(factor);
        }
    }

    internal static long FloorDivide(long value, long by) => value / by - (value % by < 0 ? 1 : 0);
}
