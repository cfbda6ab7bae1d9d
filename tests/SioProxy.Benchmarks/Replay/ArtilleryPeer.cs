using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SioProxy.Benchmarks.Load;

namespace SioProxy.Benchmarks.Replay;

/// <summary>
/// artillery (npm) as it is used by hand for the same script: every virtual user connects by WebSocket and emits <c>ask</c>
/// with an ack, so many times a second.
/// </summary>
internal sealed class ArtilleryPeer(string folder, int seconds, double rate)
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(500);

    private string Program => Path.Combine(folder, "node_modules", "artillery", "bin", "run");

    /// <summary>Prints a row per number of clients.</summary>
    public async Task PrintAsync(Uri target, int[] numbers, CancellationToken cancellationToken)
    {
        if (!File.Exists(Program))
        {
            Console.WriteLine(
                "artillery is not installed: npm ci --ignore-scripts in tests/SioProxy.Benchmarks/node/replay"
            );
            return;
        }
        Console.WriteLine(
            "artillery: clients   asks/s   failed   ack p50, p99 (ms)   CPU (cores)   CPU us/ask   memory"
        );
        foreach (int number in numbers)
        {
            ArtilleryRow row = await RunAsync(target, number, cancellationToken);
            double micros = row.Cpu.TotalMicroseconds;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Clients, 18}   {row.Asked / row.Seconds, 6:0}   {row.Failed, 6}   {row.P50Millis, 8:0.00} {row.P99Millis, 8:0.00}   {micros / row.Seconds / 1e6, 11:0.00}   {micros / Math.Max(1, row.Asked), 10:0}   {row.ResidentMegabytes, 3:0} MB"
                )
            );
        }
    }

    private async Task<ArtilleryRow> RunAsync(Uri target, int clients, CancellationToken cancellationToken)
    {
        string work = Directory.CreateTempSubdirectory("sioproxy-artillery-").FullName;
        try
        {
            string script = Path.Combine(work, "script.json");
            string report = Path.Combine(work, "report.json");
            await File.WriteAllTextAsync(script, Script(clients), cancellationToken);
            long began = Stopwatch.GetTimestamp();
            (ProcessSample used, int exitCode) = await RunAsync(script, report, target, cancellationToken);
            if (exitCode != 0)
            {
                throw new InvalidOperationException($"artillery ended with {exitCode}.");
            }
            using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(report, cancellationToken));
            return Row(document.RootElement.GetProperty("aggregate"), clients, Stopwatch.GetElapsedTime(began), used);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    // All come within the first second, and each has its share of questions left for the rest.
    private string Script(int clients)
    {
        string text = File.ReadAllText(Path.Combine(folder, "script.json"))
            .Replace("\"{{ pause }}\"", (1 / rate).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(
                "\"{{ count }}\"",
                Math.Max(1, (int)(seconds * rate)).ToString(CultureInfo.InvariantCulture),
                StringComparison.Ordinal
            );
        string phases = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"phases":[{"duration":1,"arrivalCount":{{clients}}}],"""
        );
        return text.Replace("\"config\": {", "\"config\": " + phases, StringComparison.Ordinal);
    }

    private async Task<(ProcessSample Used, int ExitCode)> RunAsync(
        string script,
        string report,
        Uri target,
        CancellationToken cancellationToken
    )
    {
        string url = target.ToString().TrimEnd('/');
        var start = new ProcessStartInfo(
            "node",
            [Program, "run", script, "--target", url, "--quiet", "--output", report]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ARTILLERY_DISABLE_TELEMETRY"] = "true" },
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var used = new ProcessSample(TimeSpan.Zero, 0);
        using var timer = new PeriodicTimer(SampleEvery);
        Task ended = process.WaitForExitAsync(cancellationToken);
        while (!ended.IsCompleted)
        {
            ProcessSample now = ProcessSample.Of(process.Id); // its workers are threads of it, and are counted with it
            used = new ProcessSample(
                now.Cpu > used.Cpu ? now.Cpu : used.Cpu,
                Math.Max(now.ResidentBytes, used.ResidentBytes)
            );
            await Task.WhenAny(ended, timer.WaitForNextTickAsync(cancellationToken).AsTask());
        }
        await Task.WhenAll(output, errors, ended);
        return (used, process.ExitCode);
    }

    private static ArtilleryRow Row(JsonElement aggregate, int clients, TimeSpan elapsed, ProcessSample used)
    {
        JsonElement counters = aggregate.GetProperty("counters");
        JsonElement times = aggregate.GetProperty("summaries").GetProperty("socketio.response_time");
        double first = aggregate.GetProperty("firstMetricAt").GetDouble();
        double last = aggregate.GetProperty("lastMetricAt").GetDouble();
        return new ArtilleryRow(
            clients,
            times.GetProperty("count").GetInt64(),
            counters.TryGetProperty("vusers.failed", out JsonElement failed) ? failed.GetInt64() : 0,
            last > first ? (last - first) / 1000 : elapsed.TotalSeconds,
            times.GetProperty("p50").GetDouble(),
            times.GetProperty("p99").GetDouble(),
            used.Cpu,
            used.ResidentBytes / 1e6
        );
    }
}
