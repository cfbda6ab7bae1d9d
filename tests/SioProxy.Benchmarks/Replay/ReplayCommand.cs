using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;

namespace SioProxy.Benchmarks.Replay;

/// <summary>
/// How well replays hold the recorded schedule, and how many recorded clients one machine can play: each client connects
/// by WebSocket and asks at a steady rate, at the recorded pace, against a server in a process of its own.
/// </summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var clients = new Option<int[]>("--clients")
        {
            Description = "How many clients at once, one row each",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 100, 500, 1000],
        };
        Option<int> seconds = BenchmarkOptions.Of("--seconds", "How long the recorded session is", 10);
        Option<double> rate = BenchmarkOptions.Of<double>("--rate", "How often a second each client asks", 1);
        var target = new Option<Uri?>("--target")
        {
            Description =
                "Another server, which acks 'ask' with its arguments; default: one of ours in its own process",
        };
        var artillery = new Option<DirectoryInfo?>("--artillery")
        {
            Description = "Where artillery is installed, to play the same script after us (npm ci in node/replay)",
        };
        var command = new Command("replay", "Schedule and capacity of sioview replay")
        {
            clients,
            seconds,
            rate,
            target,
            artillery,
        };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    result.GetRequiredValue(clients),
                    AskingPlan.Make(result.GetRequiredValue(rate), result.GetRequiredValue(seconds)),
                    result.GetValue(target),
                    result.GetValue(artillery) is { } folder
                        ? new ArtilleryPeer(
                            folder.FullName,
                            result.GetRequiredValue(seconds),
                            result.GetRequiredValue(rate)
                        )
                        : null,
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        int[] numbers,
        ReplayPlan plan,
        Uri? target,
        ArtilleryPeer? artillery,
        CancellationToken cancellationToken
    )
    {
        using Process? server = target is null ? StartServer() : null;
        target ??= new Uri((await server!.StandardOutput.ReadLineAsync(cancellationToken))!);
        Console.WriteLine(
            "clients   steps/s   same   deviation p50, p99, largest (ms)   ack p50, p95, p99 (ms)   CPU (cores)   memory"
        );
        foreach (int number in numbers)
        {
            await MeasureAsync(number, plan, target, cancellationToken);
        }
        if (artillery is not null)
        {
            await artillery.PrintAsync(target, numbers, cancellationToken);
        }
        server?.StandardInput.Close();
        if (server is not null)
        {
            await server.WaitForExitAsync(cancellationToken);
        }
        return 0;
    }

    private static async Task MeasureAsync(int number, ReplayPlan plan, Uri target, CancellationToken cancellationToken)
    {
        using var self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        var load = new ReplayLoad(
            plan,
            new PlayOptions
            {
                Target = target,
                Play = new PlayRules { Pace = Pace.Recorded },
            },
            number,
            // All at once would measure the handshakes: spread them over a second a thousand.
            TimeSpan.FromMilliseconds(number)
        );
        LoadResult result = await load.RunAsync(cancellationToken);
        self.Refresh();
        double cores = (self.TotalProcessorTime - before).TotalMicroseconds / result.DurationMicros;
        ScheduleDeviation schedule = result.Schedule!;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{number, 7}   {result.StepsPerSecond, 7:0}   {result.Same, 4}   {schedule.P50 / 1000.0, 9:0.00} {schedule.P99 / 1000.0, 9:0.00} {schedule.Largest / 1000.0, 9:0.00}      {Ack(result, 0.5)} {Ack(result, 0.95)} {Ack(result, 0.99)}   {cores, 11:0.00}   {self.WorkingSet64 >> 20, 3} MB"
            )
        );
        foreach (KeyValuePair<string, int> error in result.Errors)
        {
            Console.WriteLine($"          {error.Value} x {error.Key}");
        }
    }

    private static string Ack(LoadResult result, double share) =>
        (Percentile.Of(result.AckLatencies, share) / 1000.0).ToString("0.00", CultureInfo.InvariantCulture).PadLeft(7);

    private static Process StartServer() =>
        Process.Start(
            new ProcessStartInfo("dotnet", [typeof(ReplayCommand).Assembly.Location, "replay-server"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
}
