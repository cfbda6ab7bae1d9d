using System.Globalization;

namespace SioProxy.Benchmarks.Viewing;

/// <summary>What was measured, beside what is wanted and what lnav takes.</summary>
internal sealed class ViewerTable
{
    private readonly List<Line> _lines = [];

    /// <summary>A figure of ours; it is told on the way too, as the whole takes minutes.</summary>
    public void Add(string name, double figure, double goal, string unit)
    {
        _lines.Add(new Line(name, figure, goal, unit));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {figure:N1} {unit}"));
    }

    /// <summary>The same of lnav.</summary>
    public void AddLnav(string name, double figure)
    {
        int index = _lines.FindIndex(line => string.Equals(line.Name, name, StringComparison.Ordinal));
        _lines[index] = _lines[index] with { Lnav = figure };
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lnav, {name}: {figure:N1}"));
    }

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{"", -52}{"sioview", 12}{"goal", 10}{"lnav", 12}{"ratio", 8}");
        foreach (Line line in _lines)
        {
            string lnav = line.Lnav is { } other ? Figure(other, line.Unit) : "";
            string ratio = line.Lnav is { } figure
                ? (figure / line.Figure).ToString("N1", CultureInfo.InvariantCulture)
                : "";
            Console.WriteLine(
                $"{line.Name, -52}{Figure(line.Figure, line.Unit), 12}{Figure(line.Goal, line.Unit), 10}{lnav, 12}{ratio, 8}"
            );
        }
        Console.WriteLine("ratio: how many times sioview's figure lnav's is.");
    }

    private static string Figure(double figure, string unit) =>
        figure.ToString(figure >= 100 ? "N0" : "N1", CultureInfo.InvariantCulture) + " " + unit;

    private sealed record Line(string Name, double Figure, double Goal, string Unit)
    {
        public double? Lnav { get; init; }
    }
}
