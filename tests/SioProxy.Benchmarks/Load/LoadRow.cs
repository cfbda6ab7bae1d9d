namespace SioProxy.Benchmarks.Load;

/// <summary>One run of one peer in one scenario.</summary>
/// <param name="SpillMegabytes">By how much its spill log grew: what it recorded faster than it stored.</param>
internal sealed record LoadRow(
    double PerSecond,
    double P50Micros,
    double P99Micros,
    double CpuMicrosPerEcho,
    double ResidentMegabytes,
    double SpillMegabytes
)
{
    /// <summary>Each figure's median over the rounds, so that one disturbed round does not decide.</summary>
    public static LoadRow Median(IReadOnlyList<LoadRow> rounds)
    {
        double Of(Func<LoadRow, double> figure)
        {
            double[] sorted = [.. rounds.Select(figure).Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
        return new LoadRow(
            Of(row => row.PerSecond),
            Of(row => row.P50Micros),
            Of(row => row.P99Micros),
            Of(row => row.CpuMicrosPerEcho),
            Of(row => row.ResidentMegabytes),
            Of(row => row.SpillMegabytes)
        );
    }
}
