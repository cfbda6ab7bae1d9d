using System.Globalization;
using SioProxy.Proxy.Hosting;

namespace SioProxy.Proxy.CommandLine;

/// <summary>Sizes (<c>k M G</c>, 1024 each) and durations (<c>ms s m h d</c>) as options write them.</summary>
internal static class Quantities
{
    public static long Size(string option, string text) =>
        TrySize(text, out long bytes)
            ? bytes
            : throw new UsageException($"{option} {text}: a size is a number with k, M or G behind it, such as 64M.");

    public static bool TrySize(string text, out long bytes)
    {
        bytes = 0;
        (string number, long unit) = text switch
        {
            [.. var head, 'k' or 'K'] => (head, 1L << 10),
            [.. var head, 'M'] => (head, 1L << 20),
            [.. var head, 'G'] => (head, 1L << 30),
            _ => (text, 1L),
        };
        if (!TryNumber(number, out double value) || value * unit is < 1 or > long.MaxValue / 2)
        {
            return false;
        }
        bytes = (long)(value * unit);
        return true;
    }

    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        (string number, double seconds) = text switch
        {
            [.. var head, 'm', 's'] => (head, 0.001),
            [.. var head, 's'] => (head, 1),
            [.. var head, 'm'] => (head, 60),
            [.. var head, 'h'] => (head, 3600),
            [.. var head, 'd'] => (head, 86400),
            _ => ("", 0.0),
        };
        if (!TryNumber(number, out double value) || value * seconds is <= 0 or > 1e9)
        {
            return false;
        }
        duration = TimeSpan.FromSeconds(value * seconds);
        return true;
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
