using System.CommandLine;
using SioProxy.Benchmarks.Publishing;
using SioProxy.Filtering;
using SioProxy.Storage;

namespace SioProxy.Benchmarks.Load;

/// <summary>`load`: the product and its peers on the same work, interleaved in rounds, as a table of ratios.</summary>
internal sealed class LoadCommand(int rounds, TimeSpan settling, TimeSpan warmUp, TimeSpan duration)
{
    public static Command Create()
    {
        Option<string[]> scenarios = Choice("--scenario", "Scenarios to play", Scenario.All.Select(s => s.Name));
        Option<string[]> peers = Choice("--peer", "Peers to compare", PeerKind.Names);
        Option<string[]> builds = Builds();
        Option<FileInfo?> program = BenchmarkOptions.Proxy();
        Option<int> rounds = BenchmarkOptions.Rounds("Interleaved rounds; the table shows medians", 3);
        Option<double> seconds = BenchmarkOptions.Of<double>("--seconds", "Length of one measurement", 5);
        Option<double> settling = BenchmarkOptions.Of<double>(
            "--settle",
            "Seconds of load on each peer before the first round: its compiling",
            0
        );
        Option<double> warmUp = BenchmarkOptions.Of<double>("--warm-up", "Seconds before each measurement", 3);
        var command = new Command("load", "The proxy and its peers under the same load")
        {
            scenarios,
            peers,
            builds,
            program,
            rounds,
            seconds,
            settling,
            warmUp,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                string[]? chosen = parsed.GetValue(peers);
                using PublishedProgram? published =
                    chosen is { Length: > 0 } && !chosen.Contains(PeerKind.Product, StringComparer.Ordinal)
                        ? null
                        : PublishedProgram.Proxy(parsed.GetValue(program)?.FullName);
                var load = new LoadCommand(
                    parsed.GetValue(rounds),
                    TimeSpan.FromSeconds(parsed.GetValue(settling)),
                    TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                    TimeSpan.FromSeconds(parsed.GetValue(seconds))
                );
                return await load.RunAsync(
                    Chosen(Scenario.All, parsed.GetValue(scenarios), s => s.Name),
                    [
                        .. Chosen(PeerKind.All(published?.Program ?? PeerKind.Product), chosen, p => p.Name),
                        .. (parsed.GetValue(builds) ?? []).Select(Build),
                    ],
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static Option<string[]> Choice(string option, string what, IEnumerable<string> names)
    {
        string[] all = [.. names];
        var choice = new Option<string[]>(option)
        {
            Description = $"{what} (default: all): {string.Join(", ", all)}",
            AllowMultipleArgumentsPerToken = true,
        };
        choice.AcceptOnlyFromAmong(all);
        return choice;
    }

    private static Option<string[]> Builds()
    {
        var builds = new Option<string[]>("--build")
        {
            Description = "NAME=FOLDER: another build of sioproxy, as a further peer",
            AllowMultipleArgumentsPerToken = true,
        };
        builds.Validators.Add(result =>
        {
            foreach (string build in result.Tokens.Select(token => token.Value).Where(build => !IsBuild(build)))
            {
                result.AddError($"--build {build}: say NAME=FOLDER, the folder one with a sioproxy.dll.");
            }
        });
        return builds;
    }

    private async Task<int> RunAsync(
        IReadOnlyList<Scenario> scenarios,
        IReadOnlyList<PeerKind> kinds,
        CancellationToken cancellationToken
    )
    {
        using var echo = new EchoServer();
        Task serving = echo.RunAsync(cancellationToken);
        foreach (Scenario scenario in scenarios)
        {
            await PlayAsync(scenario, kinds, echo.Port, cancellationToken);
        }
        return serving.IsFaulted ? 1 : 0;
    }

    private async Task PlayAsync(
        Scenario scenario,
        IReadOnlyList<PeerKind> kinds,
        int echoPort,
        CancellationToken cancellationToken
    )
    {
        List<Peer> peers = [Peer.Direct(echoPort)];
        var rows = new Dictionary<string, List<LoadRow>>(StringComparer.Ordinal);
        try
        {
            foreach (PeerKind kind in kinds)
            {
                try
                {
                    peers.Add(await Peer.StartAsync(kind, echoPort, cancellationToken));
                }
                catch (PeerMissingException e)
                {
                    Console.Error.WriteLine(e.Message);
                }
            }
            await SettleAsync(scenario, peers, cancellationToken);
            for (int round = 0; round < rounds; round++)
            {
                foreach (Peer peer in peers)
                {
                    Console.Error.WriteLine($"{scenario.Name}: round {round + 1} of {rounds}, {peer.Name}");
                    await MeasureAsync(scenario, peer, warmUp, duration, rows, cancellationToken);
                    await peer.WaitUntilQuietAsync(cancellationToken);
                }
            }
            LoadTable.Print(scenario, rows);
            foreach (Peer peer in peers)
            {
                await peer.StopAsync();
                PrintCapture(peer);
            }
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }

    private async Task SettleAsync(Scenario scenario, List<Peer> peers, CancellationToken cancellationToken)
    {
        if (settling == TimeSpan.Zero)
        {
            return;
        }
        foreach (Peer peer in peers)
        {
            Console.Error.WriteLine($"{scenario.Name}: {peer.Name} settles");
            await MeasureAsync(scenario, peer, settling, TimeSpan.Zero, [], cancellationToken);
            await peer.WaitUntilQuietAsync(cancellationToken);
        }
    }

    private static async Task MeasureAsync(
        Scenario scenario,
        Peer peer,
        TimeSpan unmeasured,
        TimeSpan measured,
        Dictionary<string, List<LoadRow>> rows,
        CancellationToken cancellationToken
    )
    {
        ProcessSample before = default;
        ProcessSample after = default;
        long spillBefore = 0;
        long spillAfter = 0;
        try
        {
            LoadCounts result = await LoadGenerator.RunAsync(
                scenario,
                peer.Port,
                unmeasured,
                measured,
                () => (before, spillBefore) = (peer.Sample(), peer.SpillBytes),
                () => (after, spillAfter) = (peer.Sample(), peer.SpillBytes),
                cancellationToken
            );
            var row = new LoadRow(
                result.PerSecond,
                result.Percentile(0.5),
                result.Percentile(0.99),
                (after.Cpu - before.Cpu).TotalMicroseconds / Math.Max(result.Echoes, 1),
                after.ResidentBytes / (1024.0 * 1024),
                (spillAfter - spillBefore) / 1e6
            );
            (rows.TryGetValue(peer.Name, out List<LoadRow>? list) ? list : rows[peer.Name] = []).Add(row);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            Console.Error.WriteLine($"{peer.Name} failed in {scenario.Name}: {e.Message}");
        }
    }

    private static void PrintCapture(Peer peer)
    {
        if (!File.Exists(peer.Capture))
        {
            return;
        }
        using CaptureReader reader = CaptureFile.OpenReader(peer.Capture);
        long gaps = reader.Count(Filter.Parse("is:gap"));
        Console.WriteLine(
            $"{peer.Name} recorded {reader.RowCount - gaps:N0} rows with {gaps:N0} gaps, {new FileInfo(peer.Capture).Length / 1e6:N1} MB"
        );
        if (gaps > 0)
        {
            long begin = reader.Get(reader.FirstRowId)!.AtMicros;
            IEnumerable<string> seconds = reader
                .Read(Filter.Parse("is:gap"))
                .CountBy(row => (row.AtMicros - begin) / 1_000_000)
                .OrderBy(second => second.Key)
                .Select(second => $"{second.Key} s: {second.Value}");
            Console.WriteLine($"  gaps by second after its first row: {string.Join(", ", seconds)}");
        }
        Console.WriteLine();
    }

    private static IReadOnlyList<T> Chosen<T>(IReadOnlyList<T> all, string[]? names, Func<T, string> name) =>
        names is { Length: > 0 } ? [.. all.Where(item => names.Contains(name(item), StringComparer.Ordinal))] : all;

    private static bool IsBuild(string build) =>
        build.IndexOf('=', StringComparison.Ordinal) is > 0 and var end
        && File.Exists(Path.Combine(build[(end + 1)..], "sioproxy.dll"));

    private static PeerKind Build(string build)
    {
        string[] parts = build.Split('=', 2);
        return PeerKind.OtherBuild(parts[0], Path.GetFullPath(parts[1]));
    }
}
