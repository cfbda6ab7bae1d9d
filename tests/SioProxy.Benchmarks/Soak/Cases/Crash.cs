using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SioProxy.Benchmarks.Soak.Running;
using SioProxy.Benchmarks.Soak.Wire;

namespace SioProxy.Benchmarks.Soak.Cases;

/// <summary>SIGKILL at random moments, into one capture: while starting, while recording, while spilling.</summary>
internal static class Crash
{
    private static readonly TimeSpan MayBeLost = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(SoakRun run)
    {
        int kills = run.Count(8, 200);
        using var folder = new TemporaryFolder();
        string capture = folder.File("crash.db");
        var check = new CaptureCheck(capture, run);
        await using var upstream = new EventServer();
        int spilled = 0;
        var started = Stopwatch.StartNew();
        for (int i = 0; i < kills; i++)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            if (i % 4 == 0)
            {
                await KillWhileStartingAsync(capture, upstream.Url, run);
                if (!File.Exists(capture))
                {
                    continue;
                }
                check.Look([], Name(i));
            }
            else
            {
                IEnumerable<EventId> expected = await KillWhileRecordingAsync(capture, upstream.Url, run, i);
                if (File.Exists(capture + ".spill") && new FileInfo(capture + ".spill").Length > 16)
                {
                    spilled++;
                    await KillWhileStartingAsync(capture, upstream.Url, run); // and so while it merges
                }
                check.Look(expected, Name(i));
            }
        }
        run.Figure("kills", kills);
        run.Figure("of them while spilling", spilled);
        run.Figure("events older than 1 s", check.Expected);
        run.Figure("of them missing", check.Missing);
        run.Figure("rows", check.Rows);
        run.Figure("gaps", check.Gaps);
        run.Figure("a round", started.Elapsed.TotalMilliseconds / kills, "ms");
    }

    private static string Name(int kill) => string.Create(CultureInfo.InvariantCulture, $"after kill {kill + 1}");

    private static async Task KillWhileStartingAsync(string capture, Uri upstream, SoakRun run)
    {
        using ProxyProcess proxy = ProxyProcess.Launch(capture, [upstream]);
        await Task.Delay(run.Random.Next(600), run.CancellationToken);
        proxy.Kill();
    }

    private static async Task<IEnumerable<EventId>> KillWhileRecordingAsync(
        string capture,
        Uri upstream,
        SoakRun run,
        int round
    )
    {
        using ProxyProcess proxy = await ProxyProcess.StartAsync(capture, upstream, "--log-level", "error");
        await using var load = new EventLoad(proxy.Url, round, padding: 100);
        await load.StartAsync(8, TimeSpan.FromMilliseconds(1));
        await Task.Delay(run.Random.Next(300, 1200), run.CancellationToken);
        SqliteConnection? lockHolder = round % 4 == 3 ? Lock(capture) : null; // what comes now is spilled
        await Task.Delay(run.Random.Next(1000, 1800), run.CancellationToken);
        if (round % 8 == 7)
        {
            lockHolder?.Dispose(); // it merges what was spilled, and goes on recording
            await Task.Delay(run.Random.Next(400), run.CancellationToken);
        }
        long killedAt = Stopwatch.GetTimestamp();
        proxy.Kill();
        lockHolder?.Dispose();
        await load.StopAsync();
        return load.EchoedBefore(killedAt - (long)(MayBeLost.TotalSeconds * Stopwatch.Frequency));
    }

    /// <summary>Another program writes into the capture, and does not come to an end.</summary>
    internal static SqliteConnection Lock(string capture)
    {
        var connection = new SqliteConnection($"Data Source={capture};Pooling=False;Default Timeout=30");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }
}
