namespace SioProxy.Storage;

/// <summary>Rows over time, in equal steps.</summary>
/// <param name="StartMicros">When the first step begins, in microseconds since the Unix epoch.</param>
/// <param name="StepMicros">How long each step is: a length that people know (1 ms … 1 s, 5 s, 10 s, 30 s, 1 min … 1 day …).</param>
/// <param name="Counts">Rows in each step, empty steps included.</param>
public sealed record RateSeries(long StartMicros, long StepMicros, IReadOnlyList<long> Counts);
