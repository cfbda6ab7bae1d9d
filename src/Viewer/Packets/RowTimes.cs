using System.Globalization;

namespace SioProxy.Viewer.Packets;

/// <summary>A row's time in twelve columns. Pure.</summary>
internal static class RowTimes
{
    private const long Day = 86_400_000_000;

    public static string Format(PacketRow row, PacketRow? previous, TimeFormat format) =>
        format switch
        {
            TimeFormat.Absolute => TimeOfDay(row.AtMicros),
            TimeFormat.SinceStart => Span(row.AtMicros - row.StartMicros),
            TimeFormat.SinceSession => row.SessionStartMicros is { } start ? Span(row.AtMicros - start) : "",
            _ => previous is null ? "" : "+" + Span(row.AtMicros - previous.AtMicros),
        };

    private static string TimeOfDay(long micros)
    {
        long inDay = ((micros % Day) + Day) % Day;
        return TimeSpan.FromMicroseconds(inDay).ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);
    }

    private static string Span(long micros)
    {
        string sign = micros < 0 ? "-" : "";
        long value = Math.Abs(micros);
        return value switch
        {
            < 60_000_000 => string.Create(CultureInfo.InvariantCulture, $"{sign}{value / 1e6:0.000}"),
            < 3_600_000_000 => sign
                + TimeSpan.FromMicroseconds(value).ToString(@"mm\:ss\.fff", CultureInfo.InvariantCulture),
            < Day => sign + TimeSpan.FromMicroseconds(value).ToString(@"hh\:mm\:ss\.ff", CultureInfo.InvariantCulture),
            _ => string.Create(CultureInfo.InvariantCulture, $"{sign}{value / Day} d {value % Day / 3_600_000_000} h"),
        };
    }
}
