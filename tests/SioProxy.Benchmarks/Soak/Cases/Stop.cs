using System.Diagnostics;
using SioProxy.Benchmarks.Soak.Running;
using SioProxy.Benchmarks.Soak.Wire;

namespace SioProxy.Benchmarks.Soak.Cases;

/// <summary>SIGTERM while everything is busy.</summary>
internal static class Stop
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static async Task UnderLoadAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        string capture = folder.File("stop.db");
        var check = new CaptureCheck(capture, run);
        await using var upstream = new EventServer();
        int rounds = run.Count(2, 30);
        var longest = TimeSpan.Zero;
        for (int i = 0; i < rounds; i++)
        {
            using ProxyProcess proxy = await ProxyProcess.StartAsync(capture, upstream.Url);
            await using var load = new EventLoad(proxy.Url, i, padding: 500);
            await load.StartAsync(run.Count(30, 100), TimeSpan.Zero);
            await load.WaitForEchoesAsync(run.Random.Next(1000, 3000));
            var watch = Stopwatch.StartNew();
            int exitCode = await proxy.StopAsync();
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
            run.Check(exitCode == 0, () => $"exit code {exitCode}: {proxy.Errors}");
            await load.StopAsync();
            check.Look(load.EchoedBefore(long.MaxValue), $"after stop {i + 1}"); // each one that came back
        }
        run.Check(longest < Limit, () => $"the longest stop took {longest.TotalSeconds:0.0} s");
        run.Check(check.Gaps == 0, () => $"{check.Gaps} gaps");
        run.Figure("stops", rounds);
        run.Figure("longest", longest.TotalMilliseconds, "ms");
        run.Figure("events", check.Expected);
        run.Figure("missing", check.Missing);
    }

    public static async Task TwiceAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        string capture = folder.File("twice.db");
        await using var upstream = new EventServer();
        using ProxyProcess proxy = await ProxyProcess.StartAsync(capture, upstream.Url);
        await using var load = new EventLoad(proxy.Url, round: 1);
        await load.StartAsync(4, TimeSpan.Zero);
        await load.WaitForEchoesAsync(100);
        using (Crash.Lock(capture)) // the stop has something to wait for
        {
            await load.WaitForEchoesAsync(100);
            proxy.Signal("TERM");
            await Task.Delay(TimeSpan.FromMilliseconds(400), run.CancellationToken); // within 250 ms it is the same one
            var watch = Stopwatch.StartNew();
            proxy.Signal("TERM");
            int exitCode = await proxy.WaitForExitAsync();
            run.Check(exitCode == 1, () => $"exit code {exitCode}");
            run.Figure("ended after", watch.Elapsed.TotalMilliseconds, "ms");
        }
        await load.StopAsync();
        new CaptureCheck(capture, run).Look([], "after a second signal");
    }
}
