using System.Globalization;

namespace SioProxy.Benchmarks.Soak;

/// <summary>One run of a case: how long it may take, what it measured, what it found.</summary>
/// <param name="time">How long the case goes on; null: as short as it makes sense, for the tests.</param>
internal sealed class SoakRun(TimeSpan? time, CancellationToken cancellationToken)
{
    private const int MaxProblems = 20;

    private readonly Lock _lock = new();
    private readonly List<(string Name, string Value)> _figures = [];
    private readonly List<string> _problems = [];

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The same in every run: what it found can be looked for again.</summary>
    public Random Random { get; } = new(20_261_125);

    public IReadOnlyList<(string Name, string Value)> Figures => _figures;

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>What a soak's counts are multiplied with.</summary>
    public double Times { get; init; } = 1;

    /// <summary>A run that goes on as long, and has found nothing yet.</summary>
    public SoakRun Another() => new(time, cancellationToken) { Times = Times };

    /// <summary>How often: in the tests, and in a soak.</summary>
    public int Count(int inTests, int inSoak) => time is null ? inTests : Math.Max(1, (int)(inSoak * Times));

    /// <summary>How long: in the tests; in a soak as long as asked for.</summary>
    public TimeSpan Time(TimeSpan inTests) => time ?? inTests;

    public void Figure(string name, IFormattable value, string unit = "")
    {
        lock (_lock)
        {
            _figures.Add(
                (name, value.ToString(null, CultureInfo.InvariantCulture) + (unit.Length > 0 ? " " + unit : ""))
            );
        }
    }

    public void Check(bool condition, Func<string> otherwise)
    {
        if (!condition)
        {
            Problem(otherwise());
        }
    }

    public void Problem(string what)
    {
        lock (_lock)
        {
            if (_problems.Count < MaxProblems) // the first ones tell what happened
            {
                _problems.Add(what);
            }
        }
    }
}
