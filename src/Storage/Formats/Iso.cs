using System.Globalization;

namespace SioProxy.Storage.Formats;

/// <summary>Times as the formats write them.</summary>
internal static class Iso
{
    private static readonly long MaxMicros =
        (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long MinMicros =
        (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>ISO 8601, UTC, microseconds.</summary>
    public static string Format(long micros) => Format(micros, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");

    /// <summary>In a format of <see cref="DateTime"/>; what no calendar has, of a damaged file, becomes its nearest end.</summary>
    public static string Format(long micros, string format) =>
        DateTime
            .UnixEpoch.AddTicks(Math.Clamp(micros, MinMicros, MaxMicros) * TimeSpan.TicksPerMicrosecond)
            .ToString(format, CultureInfo.InvariantCulture);
}
