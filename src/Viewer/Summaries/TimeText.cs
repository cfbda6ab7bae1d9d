using System.Globalization;

namespace SioProxy.Viewer.Summaries;

/// <summary>Times in ISO 8601, UTC, to the microsecond; a damaged file's impossible ones as the nearest possible.</summary>
internal static class TimeText
{
    private static readonly long First = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long Last = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static string Iso(long micros) =>
        DateTime
            .UnixEpoch.AddTicks(Math.Clamp(micros, First, Last) * TimeSpan.TicksPerMicrosecond)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
