namespace SioProxy.Recording;

/// <summary>The time as captures store it.</summary>
internal static class MicrosExtensions
{
    /// <summary>Now, in microseconds since the Unix epoch.</summary>
    public static long NowMicros(this TimeProvider time) =>
        (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
