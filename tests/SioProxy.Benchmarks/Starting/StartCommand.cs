using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SioProxy.Benchmarks.Captures;
using SioProxy.Benchmarks.Publishing;
using SioProxy.Benchmarks.Reading;
using SioProxy.Benchmarks.Soak.Running;
using SioProxy.Storage;

namespace SioProxy.Benchmarks.Starting;

/// <summary>`start`: how long the program takes until it listens, with a new capture and with a large one, beside bare YARP.</summary>
internal static class StartCommand
{
    private const string Upstream = "http://127.0.0.1:9"; // nobody is asked
    private const string Listen = "http://127.0.0.1:0";

    public static Command Create()
    {
        Option<FileInfo?> capture = BenchmarkOptions.Capture("The large capture; a copy of it is opened");
        Option<FileInfo?> program = BenchmarkOptions.Proxy();
        Option<int> rounds = BenchmarkOptions.Rounds("How often each is started, after once to warm up", 11);
        var command = new Command("start", "Milliseconds from a process's start until it listens, beside bare YARP")
        {
            capture,
            program,
            rounds,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var large = LargeCapture.Of(parsed.GetValue(capture)?.FullName);
                using var published = PublishedProgram.Proxy(parsed.GetValue(program)?.FullName);
                using var folder = new TemporaryFolder();
                string copy = folder.File("large.db");
                Copy(large.Path, copy);
                Starter[] starters = [.. Starters(folder, published.Program, copy)];
                List<double>[] times = [.. starters.Select(_ => new List<double>())];
                for (int round = 0; round <= parsed.GetValue(rounds); round++)
                {
                    for (int i = 0; i < starters.Length; i++)
                    {
                        double time = await starters[i].TimeAsync(cancellationToken);
                        if (round > 0)
                        {
                            times[i].Add(time);
                        }
                    }
                }
                Print(starters, times);
                return 0;
            }
        );
        return command;
    }

    private static IEnumerable<Starter> Starters(TemporaryFolder folder, string published, string large)
    {
        int count = 0;
        string New() => folder.File(string.Create(CultureInfo.InvariantCulture, $"new{count++}.db"));
        string rows;
        using (CaptureReader reader = CaptureFile.OpenReader(large))
        {
            rows = string.Create(
                CultureInfo.InvariantCulture,
                $"{reader.RowCount:N0} rows, {reader.FileBytes / 1e6:N0} MB"
            );
        }
        string built = Path.Combine(AppContext.BaseDirectory, "sioproxy.dll");
        string bare = Path.Combine(AppContext.BaseDirectory, "SioProxy.Benchmarks.dll");
        string[] Into(string capture) => ["--upstream", Upstream, "--listen", Listen, "--output", capture];
        yield return new(
            "bare YARP, as built",
            "none",
            () => new ProcessStartInfo("dotnet", [bare, "bare-yarp", Upstream, Listen, "inline"])
        );
        yield return new("sioproxy, as built", "new", () => new ProcessStartInfo("dotnet", [built, .. Into(New())]));
        yield return new("sioproxy, as built", rows, () => new ProcessStartInfo("dotnet", [built, .. Into(large)]));
        yield return new("sioproxy, published", "new", () => new ProcessStartInfo(published, Into(New())));
        yield return new("sioproxy, published", rows, () => new ProcessStartInfo(published, Into(large)));
    }

    /// <summary>Copies a capture, with what is still beside it: recording goes on in the copy.</summary>
    private static void Copy(string from, string to)
    {
        foreach ((string part, string copy) in CaptureParts.Of(from).Zip(CaptureParts.Of(to)))
        {
            if (File.Exists(part) && !part.EndsWith("-shm", StringComparison.Ordinal)) // which SQLite makes anew
            {
                File.Copy(part, copy);
            }
        }
    }

    private static void Print(Starter[] starters, List<double>[] times)
    {
        double bare = ReadingTable.Median(times[0]);
        Console.WriteLine(
            "| program | capture | ms until it listens (median) | fastest to slowest | times bare YARP |"
        );
        Console.WriteLine("|---|---|---|---|---|");
        for (int i = 0; i < starters.Length; i++)
        {
            double median = ReadingTable.Median(times[i]);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {starters[i].Name} | {starters[i].Capture} | {median:0} | {times[i].Min():0} to {times[i].Max():0} | {median / bare:0.00} |"
                )
            );
        }
        Console.WriteLine($"{times[0].Count} starts each, in turn, after one of each to warm up. Goal: 400 ms.");
    }
}
