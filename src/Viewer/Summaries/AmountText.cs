using System.Globalization;

namespace SioProxy.Viewer.Summaries;

/// <summary>Numbers as people read them; with units, a dash for what is not known.</summary>
internal static class AmountText
{
    public const string None = "-";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Bytes(long value) =>
        value switch
        {
            < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{value} B"),
            < 10L << 20 => string.Create(CultureInfo.InvariantCulture, $"{value / 1024.0:0.0} k"),
            < 10L << 30 => string.Create(CultureInfo.InvariantCulture, $"{value / (double)(1 << 20):0.0} M"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value / (double)(1 << 30):0.0} G"),
        };

    public static string Duration(long? micros) =>
        micros switch
        {
            null => None,
            < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{micros} us"),
            < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{micros / 1e3:0.0} ms"),
            < 120_000_000 => string.Create(CultureInfo.InvariantCulture, $"{micros / 1e6:0.0} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{micros / 60e6:0.0} min"),
        };

    public static string Rate(double? perSecond) =>
        perSecond is { } rate ? rate.ToString("0.##", CultureInfo.InvariantCulture) : None;
}
