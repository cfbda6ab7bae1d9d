using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace SioProxy.Benchmarks.Soak;

/// <summary>`soak`: the cases that CI runs in seconds, for as long as one likes, with figures.</summary>
internal static class SoakCommand
{
    public static Command Create()
    {
        Option<double> minutes = BenchmarkOptions.Of<double>(
            "--minutes",
            "How long each case that is measured by time goes on",
            5
        );
        var cases = new Option<string[]>("--case")
        {
            Description = "Cases to run (default: all): " + string.Join(", ", SoakCases.All.Select(c => c.Name)),
            AllowMultipleArgumentsPerToken = true,
        };
        Option<double> times = BenchmarkOptions.Of<double>(
            "--times",
            "How often what is counted is done, as a part or a multiple of the usual (kills: 200)",
            1
        );
        var command = new Command("soak", "Tries to break the proxy and its captures, for long")
        {
            minutes,
            times,
            cases,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                string[] names = parsed.GetValue(cases) ?? [];
                SoakCase[] chosen =
                [
                    .. SoakCases.All.Where(c => names.Length == 0 || names.Contains(c.Name, StringComparer.Ordinal)),
                ];
                if (names.Except(chosen.Select(c => c.Name), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
                {
                    Console.Error.WriteLine($"There is no case {unknown}; see soak --help.");
                    return 2;
                }
                var run = new SoakRun(TimeSpan.FromMinutes(parsed.GetValue(minutes)), cancellationToken)
                {
                    Times = parsed.GetValue(times),
                };
                return await RunAsync(chosen, run);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(SoakCase[] cases, SoakRun like)
    {
        bool hasFailed = false;
        Console.WriteLine("| case | s | result | figures |");
        Console.WriteLine("|---|---|---|---|");
        foreach (SoakCase soak in cases)
        {
            Console.Error.WriteLine($"{soak.Name}: {soak.About}");
            SoakRun run = like.Another();
            var watch = Stopwatch.StartNew();
            string result;
            try
            {
                await soak.RunAsync(run);
                result = run.Problems.Count == 0 ? "ok" : $"**{run.Problems.Count} problems**";
                hasFailed |= run.Problems.Count > 0;
            }
            catch (SoakSkippedException e)
            {
                result = "skipped: " + e.Message;
            }
            string figures = string.Join("; ", run.Figures.Select(f => $"{f.Name} {f.Value}"));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {soak.Name} | {watch.Elapsed.TotalSeconds:0} | {result} | {figures} |"
                )
            );
            foreach (string problem in run.Problems)
            {
                Console.Error.WriteLine($"  {soak.Name}: {problem}");
            }
        }
        return hasFailed ? 1 : 0;
    }
}
