using System.Globalization;

namespace SioProxy.Benchmarks.Reading;

/// <summary>Figures in columns, printed as they come.</summary>
internal static class ReadingTable
{
    private const int NameWidth = 52;

    /// <summary>Begins a part of the table.</summary>
    public static void Header(string name, params string[] columns)
    {
        Console.WriteLine();
        Console.WriteLine(name.PadRight(NameWidth) + string.Concat(columns.Select(column => column.PadLeft(12))));
    }

    /// <summary>One line of it.</summary>
    public static void Row(string name, params double[] figures) =>
        Console.WriteLine(
            name.PadRight(NameWidth)
                + string.Concat(
                    figures.Select(figure =>
                        figure.ToString(figure >= 100 ? "N0" : "N1", CultureInfo.InvariantCulture).PadLeft(12)
                    )
                )
        );

    /// <summary>A sentence.</summary>
    public static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    /// <summary>The middle one.</summary>
    public static double Median(IEnumerable<double> figures)
    {
        List<double> sorted = [.. figures.Order()];
        return sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
    }
}
