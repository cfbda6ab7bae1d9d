namespace SioProxy.Viewer.Summaries;

/// <summary>Numbers as block characters of eighths: lines of columns that rise, bars that grow to the right.</summary>
internal static class Sparkline
{
    private const string Rising = "▁▂▃▄▅▆▇█";
    private const string Growing = "▏▎▍▌▋▊▉█";

    /// <summary>One line of columns; a blank where there is nothing, the lowest block where there is little.</summary>
    /// <param name="columns">How many; several counts fall into one, or one spreads over several.</param>
    public static string Draw(IReadOnlyList<long> counts, int columns) => Rows(counts, columns, 1)[0];

    /// <summary>The same in several lines, the top one first.</summary>
    public static IReadOnlyList<string> Rows(IReadOnlyList<long> counts, int columns, int height)
    {
        double[] values = Resample(counts, columns);
        double most = values.Length == 0 ? 0 : values.Max();
        return
        [
            .. Enumerable
                .Range(0, height)
                .Select(row =>
                    string.Concat(values.Select(value => Cell(Eighths(value, most, height), height - 1 - row)))
                ),
        ];
    }

    /// <summary>A bar to the right, for <paramref name="value"/> of <paramref name="most"/>; whatever is not nothing is seen.</summary>
    public static string Bar(long value, long most, int columns)
    {
        if (value <= 0 || most <= 0 || columns <= 0)
        {
            return "";
        }
        int eighths = (int)Math.Clamp(Math.Round((double)value / most * columns * 8), 1, columns * 8);
        return new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : Growing[(eighths % 8) - 1].ToString());
    }

    /// <summary>Counts brought to so many columns; a column's value is the sum of the shares that fall into it.</summary>
    internal static double[] Resample(IReadOnlyList<long> counts, int columns)
    {
        if (counts.Count == 0 || columns <= 0)
        {
            return [];
        }
        double[] values = new double[columns];
        double perColumn = (double)counts.Count / columns;
        for (int column = 0; column < columns; column++)
        {
            double from = column * perColumn;
            double to = from + perColumn;
            for (int i = (int)from; i < counts.Count && i < to; i++)
            {
                values[column] += counts[i] * (Math.Min(to, i + 1) - Math.Max(from, i));
            }
        }
        return values;
    }

    private static int Eighths(double value, double most, int height) =>
        value <= 0 ? 0 : (int)Math.Clamp(Math.Round(value / most * height * 8), 1, height * 8);

    private static char Cell(int eighths, int row)
    {
        int here = Math.Clamp(eighths - (row * 8), 0, 8);
        return here == 0 ? ' ' : Rising[here - 1];
    }
}
