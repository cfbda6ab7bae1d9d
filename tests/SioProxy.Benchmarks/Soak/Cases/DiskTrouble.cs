using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SioProxy.Benchmarks.Soak.Running;
using SioProxy.Benchmarks.Soak.Wire;

namespace SioProxy.Benchmarks.Soak.Cases;

/// <summary>What can happen to a capture's file under the recorder's hands.</summary>
internal static class DiskTrouble
{
    private const int Clients = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    public static async Task FullAsync(SoakRun run)
    {
        using TemporaryFolder disk = TemporaryFolder.Mounted(24 << 20);
        string capture = disk.File("full.db");
        string filler = disk.File("filler");
        await File.WriteAllBytesAsync(filler, new byte[12 << 20]);
        var check = new CaptureCheck(capture, run);
        await using var upstream = new EventServer();
        using ProxyProcess proxy = await ProxyProcess.StartAsync(capture, upstream.Url, "--queue", "2M");
        await using var load = new EventLoad(proxy.Url, round: 1, padding: 4_000);
        await load.StartAsync(Clients, Pause);
        await WaitUntilFullAsync(disk, load, run);
        run.Check(
            await load.WaitForEchoesAsync(run.Count(1_000, 20_000)),
            () => "traffic stands still while the disk is full"
        );
        File.Delete(filler);
        run.Check(await load.WaitForEchoesAsync(300), () => "traffic stands still when there is room again");
        run.Check(load.Broken == 0, () => $"{load.Broken} clients lost their connection");
        await load.StopAsync();
        int exitCode = await proxy.StopAsync();
        check.Look([], "after a full disk");
        run.Check(check.Gaps > 0, () => "nothing says that rows were lost");
        run.Check(exitCode is 0 or 1, () => $"exit code {exitCode}");
        run.Figure("events", load.Echoes);
        run.Figure("rows", check.Rows);
        run.Figure("gaps", check.Gaps);
        run.Figure("exit code", exitCode);
    }

    public static async Task DeletedAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        string capture = folder.File("deleted.db");
        await using var upstream = new EventServer();
        (IEnumerable<EventId> later, int exitCode) = await MoveWhileRecordingAsync(
            capture,
            upstream.Url,
            run,
            () =>
            {
                File.Delete(capture);
                File.Delete(capture + "-wal");
                File.Delete(capture + "-shm");
            }
        );
        run.Check(
            exitCode == 1,
            () => $"exit code {exitCode}: what could not be stored where it belongs is no success"
        );
        await CheckNextStartAsync(capture, upstream.Url, later, run);
    }

    public static async Task RenamedAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        string capture = folder.File("renamed.db");
        string elsewhere = folder.File("elsewhere.db");
        await using var upstream = new EventServer();
        IEnumerable<EventId> earlier = [];
        (IEnumerable<EventId> later, int exitCode) = await MoveWhileRecordingAsync(
            capture,
            upstream.Url,
            run,
            () => File.Move(capture, elsewhere),
            before => earlier = before
        );
        run.Check(
            exitCode == 1,
            () => $"exit code {exitCode}: what could not be stored where it belongs is no success"
        );
        new CaptureCheck(elsewhere, run).Look(earlier, "in the renamed capture");
        await CheckNextStartAsync(capture, upstream.Url, later, run);
    }

    public static async Task ReadOnlyAsync(SoakRun run)
    {
        if ((Environment.IsPrivilegedProcess ? ProxyProcess.WhyNotAsNobody() : "only root can") is { } why)
        {
            throw new SoakSkippedException($"the proxy cannot be run as a user whom permissions bind: {why}");
        }
        using var folder = new TemporaryFolder();
        using var programs = new TemporaryFolder();
        Commands.Run("chmod", "755", programs.Path);
        ProxyProcess.CopyProgram(programs.File("bin"));
        Commands.Run("chown", "65534", folder.Path);
        string capture = folder.File("read-only.db");
        await using var upstream = new EventServer();
        using (ProxyProcess proxy = ProxyProcess.LaunchAsNobody(programs.File("bin"), capture, upstream.Url))
        {
            await proxy.WaitUntilListeningAsync();
            await using var load = new EventLoad(proxy.Url, round: 1);
            await load.StartAsync(Clients, Pause);
            await load.WaitForEchoesAsync(200);
            Commands.Run("chmod", "400", capture);
            Commands.Run("chmod", "500", folder.Path);
            run.Check(await load.WaitForEchoesAsync(500), () => "traffic stands still");
            await load.StopAsync();
            int exitCode = await proxy.StopAsync();
            var check = new CaptureCheck(capture, run);
            check.Look(load.EchoedBefore(long.MaxValue), "after the permissions went");
            run.Check(exitCode == 0, () => $"exit code {exitCode}: {proxy.Errors}");
            run.Figure("rows", check.Rows);
        }
        using ProxyProcess next = ProxyProcess.LaunchAsNobody(programs.File("bin"), capture, upstream.Url);
        int nextCode = await next.WaitForExitAsync();
        run.Check(
            nextCode == 2 && next.Errors.Contains("permissions", StringComparison.Ordinal),
            () => $"the next start: exit code {nextCode}, {next.Errors}"
        );
    }

    public static async Task LockedAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        string capture = folder.File("locked.db");
        await using var upstream = new EventServer();
        using ProxyProcess proxy = await ProxyProcess.StartAsync(capture, upstream.Url);
        await using var load = new EventLoad(proxy.Url, round: 1);
        await load.StartAsync(Clients, Pause);
        TimeSpan time = run.Time(TimeSpan.FromSeconds(3));
        var watch = Stopwatch.StartNew();
        long spilled = 0;
        for (int i = 0; i == 0 || watch.Elapsed < time; i++)
        {
            using (SqliteConnection held = Crash.Lock(capture))
            {
                await Task.Delay(run.Random.Next(500, 1500), run.CancellationToken);
                spilled = Math.Max(spilled, new FileInfo(capture + ".spill").Length);
            }
            await Task.Delay(run.Random.Next(100, 500), run.CancellationToken);
        }
        run.Check(load.Broken == 0, () => $"{load.Broken} clients lost their connection");
        await load.StopAsync();
        int exitCode = await proxy.StopAsync();
        var check = new CaptureCheck(capture, run);
        check.Look(load.EchoedBefore(long.MaxValue), "after the locks");
        run.Check(check.Gaps == 0, () => $"{check.Gaps} gaps");
        run.Check(spilled > 16, () => "nothing was ever spilled: the locks did not hold");
        run.Check(exitCode == 0, () => $"exit code {exitCode}: {proxy.Errors}");
        run.Figure("events", check.Expected);
        run.Figure("missing", check.Missing);
        run.Figure("largest spill log", spilled / 1024, "KB");
    }

    private static async Task WaitUntilFullAsync(TemporaryFolder disk, EventLoad load, SoakRun run)
    {
        var drive = new DriveInfo(disk.Path);
        var patience = Stopwatch.StartNew();
        while (drive.AvailableFreeSpace > 256 * 1024)
        {
            if (!await load.WaitForEchoesAsync(20) || patience.Elapsed > TimeSpan.FromSeconds(60))
            {
                run.Problem($"the disk does not get full ({drive.AvailableFreeSpace} bytes are free)");
                return;
            }
        }
    }

    private static async Task<(IEnumerable<EventId> Later, int ExitCode)> MoveWhileRecordingAsync(
        string capture,
        Uri upstream,
        SoakRun run,
        Action move,
        Action<IEnumerable<EventId>>? earlier = null
    )
    {
        using ProxyProcess proxy = await ProxyProcess.StartAsync(capture, upstream);
        await using var load = new EventLoad(proxy.Url, round: 1);
        await load.StartAsync(Clients, Pause);
        await load.WaitForEchoesAsync(run.Count(300, 5000));
        await Task.Delay(TimeSpan.FromSeconds(1), run.CancellationToken);
        long before = Stopwatch.GetTimestamp() - Stopwatch.Frequency; // older ones are committed
        move();
        EventId[] atMove = [.. load.EchoedBefore(long.MaxValue)];
        earlier?.Invoke(load.EchoedBefore(before));
        run.Check(await load.WaitForEchoesAsync(run.Count(300, 5000)), () => "traffic stands still");
        run.Check(load.Broken == 0, () => $"{load.Broken} clients lost their connection");
        await load.StopAsync();
        int exitCode = await proxy.StopAsync();
        EventId[] all = [.. load.EchoedBefore(long.MaxValue)];
        run.Figure("events before", atMove.Length);
        run.Figure("events after", all.Length - atMove.Length);
        return (all.Except(atMove), exitCode);
    }

    /// <summary>The next recorder brings what was spilled into a capture of the same name, and goes on in it.</summary>
    private static async Task CheckNextStartAsync(string capture, Uri upstream, IEnumerable<EventId> later, SoakRun run)
    {
        using ProxyProcess proxy = await ProxyProcess.StartAsync(capture, upstream);
        await using var load = new EventLoad(proxy.Url, round: 2);
        await load.StartAsync(Clients, Pause);
        await load.WaitForEchoesAsync(100);
        await load.StopAsync();
        int exitCode = await proxy.StopAsync();
        run.Check(exitCode == 0, () => $"the next run: exit code {exitCode}: {proxy.Errors}");
        var check = new CaptureCheck(capture, run);
        check.Look(later.Concat(load.EchoedBefore(long.MaxValue)), "after the next start");
        run.Figure("missing", check.Missing);
    }
}
