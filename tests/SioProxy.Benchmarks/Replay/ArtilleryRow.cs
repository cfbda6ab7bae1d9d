namespace SioProxy.Benchmarks.Replay;

/// <summary>What artillery measured, and what it cost.</summary>
internal sealed record ArtilleryRow(
    int Clients,
    long Asked,
    long Failed,
    double Seconds,
    double P50Millis,
    double P99Millis,
    TimeSpan Cpu,
    double ResidentMegabytes
);
