using System.Globalization;

namespace SioProxy.Filtering;

/// <summary>Numbers with units, to and from text.</summary>
internal static class FilterUnits
{
    private static readonly (string Unit, long Factor)[] Sizes =
    [
        ("G", 1L << 30),
        ("M", 1L << 20),
        ("k", 1L << 10),
        ("", 1),
        ("B", 1),
        ("kB", 1L << 10),
        ("MB", 1L << 20),
        ("GB", 1L << 30),
    ];

    // A latency without unit is in milliseconds, as exports show it.
    private static readonly (string Unit, long Factor)[] Latencies =
    [
        ("s", 1_000_000),
        ("ms", 1_000),
        ("us", 1),
        ("", 1_000),
        ("\u00b5s", 1),
        ("m", 60_000_000),
    ];

    private static readonly (string Unit, long Factor)[] Plain = [("", 1)];

    public static string Expected(NumberField field) =>
        field switch
        {
            NumberField.Size => "a size such as 500, 10k, 1.5M or 1G",
            NumberField.Latency => "a time such as 200ms, 1.5s or 300us",
            _ => "a whole number",
        };

    public static bool TryParse(NumberField field, string text, out long value)
    {
        value = 0;
        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
        {
            digits++;
        }
        foreach ((string unit, long factor) in Units(field))
        {
            if (!text.AsSpan(digits).Equals(unit, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }
            if (
                !decimal.TryParse(
                    text.AsSpan(0, digits),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out decimal number
                )
                || number > long.MaxValue / factor
                || (Units(field) == Plain && number != decimal.Truncate(number))
            )
            {
                return false;
            }
            value = (long)(number * factor);
            return true;
        }
        return false;
    }

    public static string Format(NumberField field, long value)
    {
        foreach ((string unit, long factor) in Units(field))
        {
            if (value % factor == 0 && (value != 0 || factor == 1))
            {
                return value / factor + unit;
            }
        }
        return value.ToString(CultureInfo.InvariantCulture);
    }

    private static (string Unit, long Factor)[] Units(NumberField field) =>
        field switch
        {
            NumberField.Size => Sizes,
            NumberField.Latency => Latencies,
            _ => Plain,
        };
}
