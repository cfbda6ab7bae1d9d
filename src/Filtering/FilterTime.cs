namespace SioProxy.Filtering;

/// <summary>A moment or, when only a time of day was written, that time on any date (UTC).</summary>
/// <param name="Micros">Microseconds since the Unix epoch, or since midnight.</param>
/// <param name="PrecisionMicros">The span that <c>=</c> matches, from <paramref name="Micros"/> on: a day, a minute, a second, or less.</param>
/// <param name="IsTimeOfDay">Whether it is a time of day.</param>
public readonly record struct FilterTime(long Micros, long PrecisionMicros, bool IsTimeOfDay)
{
    /// <summary>Microseconds of a day.</summary>
    public const long MicrosPerDay = 24L * 60 * 60 * 1_000_000;
}
