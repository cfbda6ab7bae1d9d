using System.Globalization;
using SioProxy.Storage;

namespace SioProxy.Viewer.Summaries;

/// <summary>The bars of a histogram of latencies in words.</summary>
internal static class LatencyText
{
    public static string UpTo(LatencyBucket bucket) =>
        bucket.UpToMicros switch
        {
            null => "longer",
            < 1_000 and var micros => string.Create(CultureInfo.InvariantCulture, $"<= {micros} us"),
            < 1_000_000 and var micros => string.Create(CultureInfo.InvariantCulture, $"<= {micros / 1_000} ms"),
            var micros => string.Create(CultureInfo.InvariantCulture, $"<= {micros / 1_000_000} s"),
        };
}
