using System.Globalization;

namespace SioProxy.Benchmarks.Load;

/// <summary>Prints a scenario's figures, and in brackets their ratio to bare YARP's.</summary>
internal static class LoadTable
{
    public static void Print(Scenario scenario, IReadOnlyDictionary<string, List<LoadRow>> rows)
    {
        string loop =
            scenario.Depth == 0 ? "idle"
            : scenario.Rate > 0 ? $"{scenario.Rate} packets/s"
            : $"closed loop, {scenario.Depth} under way per connection";
        Console.WriteLine($"### {scenario.Name}: {scenario.Connections} connections, {scenario.Size} B, {loop}");
        Console.WriteLine();
        Console.WriteLine("| peer | echoes/s | p50 us | p99 us | CPU us/echo | RSS MB | spill grew MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        LoadRow? baseline = rows.TryGetValue(PeerKind.Baseline, out List<LoadRow>? measured)
            ? LoadRow.Median(measured)
            : null;
        foreach ((string peer, List<LoadRow> rounds) in rows)
        {
            LoadRow row = LoadRow.Median(rounds);
            string Cell(Func<LoadRow, double> figure, string format) =>
                figure(row).ToString(format, CultureInfo.InvariantCulture)
                + (
                    baseline is not null && figure(baseline) > 0 && figure(row) > 0
                        ? string.Create(CultureInfo.InvariantCulture, $" ({figure(row) / figure(baseline):0.00})")
                        : ""
                );
            Console.WriteLine(
                $"| {peer} | {Cell(r => r.PerSecond, "N0")} | {Cell(r => r.P50Micros, "N0")} | {Cell(r => r.P99Micros, "N0")} "
                    + $"| {Cell(r => r.CpuMicrosPerEcho, "N1")} | {Cell(r => r.ResidentMegabytes, "N0")} | {row.SpillMegabytes.ToString("N0", CultureInfo.InvariantCulture)} |"
            );
        }
        Console.WriteLine();
    }
}
