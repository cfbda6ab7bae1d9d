using System.Buffers;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SioProxy.Benchmarks.Soak.Running;
using SioProxy.Benchmarks.Soak.Wire;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Benchmarks.Soak.Cases;

/// <summary>Whatever passes, the proxy's memory grows by no more than the queue's limit once it is warm, and what the collector has not looked at yet.</summary>
internal static class Memory
{
    private const long Queue = 64 << 20; // the default of --queue
    private const long Garbage = 32 << 20; // the young generation's 16 MB, and a kept payload that has just been stored
    private const long Allowed = Queue + Garbage;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);

    public static async Task FullLoadAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        await using var upstream = new EventServer();
        using ProxyProcess proxy = await StartWarmAsync(folder.File("load.db"), upstream.Url);
        await using var watch = new MemoryWatch(proxy);
        await using var load = new EventLoad(proxy.Url, round: 1, padding: 800);
        await load.StartAsync(run.Count(50, 200), TimeSpan.Zero);
        await Task.Delay(run.Time(Short), run.CancellationToken);
        await load.StopAsync();
        run.Check(load.Broken == 0, () => $"{load.Broken} clients lost their connection");
        run.Figure("echoes", load.Echoes);
        await FinishAsync(watch, proxy, run);
    }

    public static async Task SlowDiskAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        string capture = folder.File("slow.db");
        await using var upstream = new EventServer();
        using ProxyProcess proxy = await StartWarmAsync(capture, upstream.Url, "--spill-limit", "1M");
        await using var watch = new MemoryWatch(proxy);
        await using var load = new EventLoad(proxy.Url, round: 1, padding: 10_000);
        await load.StartAsync(20, TimeSpan.Zero);
        using (SqliteConnection held = Crash.Lock(capture))
        {
            await Task.Delay(run.Time(Short), run.CancellationToken);
        }
        await load.StopAsync();
        run.Check(load.Broken == 0, () => $"{load.Broken} clients lost their connection");
        run.Figure("echoes", load.Echoes);
        await FinishAsync(watch, proxy, run);
    }

    public static async Task SlowReaderAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        byte[] frame = Frame(100_000, isClient: false);
        long sent = 0;
        await using var upstream = new EventServer(async connection =>
        {
            while (true)
            {
                await connection.SendAsync(frame, Timeout.InfiniteTimeSpan);
                Interlocked.Add(ref sent, frame.Length);
            }
        });
        using ProxyProcess proxy = await StartWarmAsync(folder.File("reader.db"), upstream.Url);
        await ReadSlowlyAsync(proxy, TimeSpan.FromSeconds(1), run); // what a burst leaves in the pools is there from now on
        await using var watch = new MemoryWatch(proxy);
        await ReadSlowlyAsync(proxy, run.Time(Short), run);
        run.Figure("MB that the server could send", Interlocked.Read(ref sent) >> 20);
        await FinishAsync(watch, proxy, run);
    }

    private static async Task ReadSlowlyAsync(ProxyProcess proxy, TimeSpan whole, SoakRun run)
    {
        var clients = new List<WebSocketPeer>();
        for (int i = 0; i < 20; i++)
        {
            clients.Add(await WebSocketPeer.OpenAsync(proxy.Url, "/plain"));
        }
        var time = Stopwatch.StartNew();
        byte[] one = new byte[1];
        while (time.Elapsed < whole)
        {
            foreach (WebSocketPeer client in clients)
            {
                await client.Connection.Socket.ReceiveAsync(one, run.CancellationToken);
            }
            await Task.Delay(TimeSpan.FromSeconds(1), run.CancellationToken);
        }
        clients.ForEach(client => client.Dispose());
    }

    public static async Task HugeFramesAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        int frames = run.Count(2, 20);
        byte[] frame = Frame(100 << 20, isClient: true);
        var received = Channel.CreateUnbounded<long>();
        await using var upstream = new EventServer(async connection =>
        {
            byte[] buffer = new byte[64 * 1024];
            long bytes = 0;
            int read;
            while ((read = await connection.ReadSomeAsync(buffer)) > 0)
            {
                bytes += read;
            }
            await received.Writer.WriteAsync(bytes);
        });
        using ProxyProcess proxy = await StartWarmAsync(folder.File("huge.db"), upstream.Url);
        await SendFramesAsync(proxy, frame, 1, received.Reader, run); // its buffers are kept for the next ones
        await using var watch = new MemoryWatch(proxy);
        await SendFramesAsync(proxy, frame, frames, received.Reader, run);
        await SendFramesSideBySideAsync(proxy, frame, received.Reader, run);
        run.Figure("frames of 100 MB", frames + 12);
        await FinishAsync(watch, proxy, run);
    }

    private static async Task SendFramesAsync(
        ProxyProcess proxy,
        byte[] frame,
        int frames,
        ChannelReader<long> received,
        SoakRun run
    )
    {
        using WebSocketPeer client = await WebSocketPeer.OpenAsync(proxy.Url, "/plain");
        for (int i = 0; i < frames; i++)
        {
            await client.Connection.SendAsync(frame);
        }
        client.Connection.Finish();
        long bytes = await received.ReadAsync(run.CancellationToken);
        long sent = (long)frame.Length * frames;
        run.Check(bytes == sent, () => $"{bytes} bytes of {sent} arrived");
    }

    /// <summary>Twelve of them have begun, and each would take 16 MB, before the first ends.</summary>
    private static async Task SendFramesSideBySideAsync(
        ProxyProcess proxy,
        byte[] frame,
        ChannelReader<long> received,
        SoakRun run
    )
    {
        const int connections = 12;
        int half = 20 << 20;
        var clients = new List<WebSocketPeer>();
        for (int i = 0; i < connections; i++)
        {
            clients.Add(await WebSocketPeer.OpenAsync(proxy.Url, "/plain"));
            await clients[i].Connection.SendAsync(frame.AsMemory(0, half));
        }
        foreach (WebSocketPeer client in clients)
        {
            await client.Connection.SendAsync(frame.AsMemory(half));
            client.Connection.Finish();
        }
        for (int i = 0; i < connections; i++)
        {
            long bytes = await received.ReadAsync(run.CancellationToken);
            run.Check(bytes == frame.Length, () => $"{bytes} bytes of {frame.Length} arrived");
        }
        clients.ForEach(client => client.Dispose());
    }

    public static async Task ChurnAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        await using var upstream = new EventServer();
        using ProxyProcess proxy = await StartWarmAsync(folder.File("churn.db"), upstream.Url);
        int connections = run.Count(400, 10_000);
        await ComeAndGoAsync(proxy, connections / 10);
        await using var watch = new MemoryWatch(proxy);
        await ComeAndGoAsync(proxy, connections);
        run.Figure("connections", connections);
        await FinishAsync(watch, proxy, run);
    }

    private static async Task ComeAndGoAsync(ProxyProcess proxy, int connections) =>
        await Parallel.ForEachAsync(
            Enumerable.Range(0, connections),
            new ParallelOptions { MaxDegreeOfParallelism = 40 },
            async (i, _) =>
            {
                using WebSocketPeer peer = await WebSocketPeer.OpenAsync(
                    proxy.Url,
                    "/socket.io/?EIO=4&transport=websocket"
                );
                await peer.ReadAsync();
                await peer.SendAsync("40");
                await peer.ReadAsync();
                await peer.SendAsync("42[\"hello\",1]");
                await peer.ReadAsync();
                if (i % 2 == 0)
                {
                    peer.Connection.Reset();
                }
            }
        );

    /// <summary>A proxy whose code has run: its start is not what is measured.</summary>
    private static async Task<ProxyProcess> StartWarmAsync(string capture, Uri upstream, params string[] more)
    {
        ProxyProcess proxy = await ProxyProcess.StartAsync(capture, upstream, ["--log-level", "error", .. more]);
        await using var load = new EventLoad(proxy.Url, round: 0, padding: 1000);
        await load.StartAsync(20, TimeSpan.Zero);
        await load.WaitForEchoesAsync(5000);
        return proxy;
    }

    private static byte[] Frame(int payload, bool isClient)
    {
        var frame = new ArrayBufferWriter<byte>(payload + 14);
        WebSocketFrameWriter.Write(frame, WebSocketOpcode.Binary, new byte[payload], isClient ? 0u : null);
        return frame.WrittenSpan.ToArray();
    }

    private static async Task FinishAsync(MemoryWatch watch, ProxyProcess proxy, SoakRun run)
    {
        await watch.StopAsync();
        run.Figure("MB resident at the start", watch.Start >> 20);
        run.Figure("largest", watch.Largest >> 20);
        run.Check(
            watch.Growth <= Allowed,
            () => $"{watch.Growth >> 20} MB more were resident than at the start; {Allowed >> 20} MB are allowed"
        );
        int exitCode = await proxy.StopAsync();
        run.Check(exitCode == 0, () => $"exit code {exitCode}: {proxy.Errors}");
    }
}
