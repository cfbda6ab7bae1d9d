namespace SioProxy.Storage.Reading;

/// <summary>How many rows fell into each step of a <see cref="RateGrid"/>.</summary>
internal sealed class RateCounts
{
    private Dictionary<long, long> _steps = [];
    private long _latest; // rows come nearly in the order of time: the step that they fall into is counted apart
    private long _ofLatest;

    public IEnumerable<KeyValuePair<long, long>> Steps
    {
        get
        {
            Flush();
            return _steps;
        }
    }

    public void Add(long step)
    {
        if (step != _latest)
        {
            Flush();
            _latest = step;
        }
        _ofLatest++;
    }

    /// <summary>Adds the counts of steps that are <paramref name="factor"/> times finer.</summary>
    public void Add(RateCounts other, long factor)
    {
        Flush();
        foreach ((long step, long count) in other.Steps)
        {
            Add(_steps, RateGrid.FloorDivide(step, factor), count);
        }
    }

    /// <summary>Joins every <paramref name="factor"/> steps into one.</summary>
    public void Join(long factor)
    {
        Flush();
        var joined = new Dictionary<long, long>();
        foreach ((long step, long count) in _steps)
        {
            Add(joined, RateGrid.FloorDivide(step, factor), count);
        }
        _steps = joined;
    }

    private void Flush()
    {
        if (_ofLatest > 0)
        {
            Add(_steps, _latest, _ofLatest);
            _ofLatest = 0;
        }
    }

    private static void Add(Dictionary<long, long> steps, long step, long count) =>
        steps[step] = steps.GetValueOrDefault(step) + count;
}
