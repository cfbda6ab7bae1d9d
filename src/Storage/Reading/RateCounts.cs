namespace SioProxy.Storage.Reading;

/// <summary>How many rows fell into each step of a <see cref="RateGrid"/>.</summary>
internal sealed class RateCounts
{
    private Dictionary<long, long> _steps = [];

    public IEnumerable<KeyValuePair<long, long>> Steps => _steps;

    public void Add(long step) => _steps[step] = _steps.GetValueOrDefault(step) + 1;

    /// <summary>Joins every <paramref name="factor"/> steps into one.</summary>
    public void Join(long factor)
    {
        var joined = new Dictionary<long, long>();
        foreach ((long step, long count) in _steps)
        {
            long into = RateGrid.FloorDivide(step, factor);
            joined[into] = joined.GetValueOrDefault(into) + count;
        }
        _steps = joined;
    }
}
