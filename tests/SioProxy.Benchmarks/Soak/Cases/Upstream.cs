using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SioProxy.Benchmarks.Soak.Running;
using SioProxy.Benchmarks.Soak.Wire;

namespace SioProxy.Benchmarks.Soak.Cases;

/// <summary>Upstreams that misbehave: the client sees one clear answer, and no request arrives twice.</summary>
internal static class Upstream
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    public static async Task TroubleAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        await Task.WhenAll(
            IdleCloseAsync(folder.File("idle.db"), run),
            RestartAsync(folder.File("restart.db"), run),
            HangAsync(folder.File("hang.db"), run),
            UnansweredConnectAsync(folder.File("connect.db"), run),
            DeathUnderLoadAsync(folder.File("death.db"), run)
        );
    }

    public static async Task NodesAsync(SoakRun run)
    {
        using var folder = new TemporaryFolder();
        int rounds = run.Count(1, 20);
        for (int i = 0; i < rounds; i++)
        {
            string capture = folder.File(string.Create(CultureInfo.InvariantCulture, $"nodes{i}.db"));
            await using var living = new EventServer();
            await using var dying = new EventServer();
            using ProxyProcess proxy = ProxyProcess.Launch(capture, [living.Url, dying.Url], "--log-level", "error");
            await proxy.WaitUntilListeningAsync();
            await using var load = new EventLoad(proxy.Url, i, padding: 200);
            await load.StartAsync(20, TimeSpan.Zero);
            await load.WaitForEchoesAsync(500);
            await dying.DisposeAsync();
            run.Check(await load.WaitForEchoesAsync(2000), () => "the sessions of the other node stand still");
            await using var later = new EventLoad(proxy.Url, i + rounds, padding: 200);
            await later.StartAsync(10, TimeSpan.Zero); // all of them on the node that lives
            run.Check(await later.WaitForEchoesAsync(500), () => "new sessions stand still");
            run.Check(
                load.Broken == 10,
                () => $"{load.Broken} of 20 clients lost their connection: 10 were on that node"
            );
            run.Check(later.Broken == 0, () => $"{later.Broken} new clients lost their connection");
            await load.StopAsync();
            await later.StopAsync();
            int exitCode = await proxy.StopAsync();
            run.Check(exitCode == 0, () => $"exit code {exitCode}: {proxy.Errors}");
        }
        run.Figure("deaths of a node", rounds);
    }

    /// <summary>The upstream closes an idle connection at about the moment at which the next request goes out on it.</summary>
    private static async Task IdleCloseAsync(string capture, SoakRun run)
    {
        var seen = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var random = new ConcurrentQueue<int>(Enumerable.Range(0, 100_000).Select(_ => run.Random.Next(4000)));
        await using var upstream = new RawServer(async connection =>
        {
            while (true)
            {
                string head = await connection.ReadHeadAsync();
                if (head.Length == 0)
                {
                    return;
                }
                seen.AddOrUpdate(head.Split(' ')[1], 1, (_, count) => count + 1);
                if (head.StartsWith("POST", StringComparison.Ordinal))
                {
                    await connection.ReadAsync(2);
                }
                await connection.SendAsync(Ok);
                random.TryDequeue(out int micros);
                Spin(micros);
                connection.Finish();
            }
        });
        using ProxyProcess proxy = await ProxyProcess.StartAsync(capture, upstream.Url, "--log-level", "error");
        int requests = run.Count(200, 5000);
        int answered = 0;
        int refused = 0;
        for (int i = 0; i < requests; i++)
        {
            string target = string.Create(CultureInfo.InvariantCulture, $"/r{i}");
            string method = i % 2 == 0 ? "GET" : "POST";
            string answer = await RequestAsync(proxy.Url, method, target);
            int times = seen.GetValueOrDefault(target);
            answered += answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) ? 1 : 0;
            refused += answer.StartsWith("HTTP/1.1 502 ", StringComparison.Ordinal) ? 1 : 0;
            run.Check(times <= 1, () => $"{method} {target} arrived {times} times");
            run.Check(
                times == 1 || !answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal),
                () => $"{method} {target} was answered and never arrived"
            );
            Spin(run.Random.Next(4000));
        }
        run.Check(
            answered + refused == requests,
            () => $"{requests - answered - refused} answers are neither 200 nor 502"
        );
        run.Figure("requests while connections close", requests);
        run.Figure("of them 502", refused);
        await proxy.StopAsync();
    }

    private static async Task RestartAsync(string capture, SoakRun run)
    {
        var first = new RawServer(AnswerAsync);
        IPEndPoint endPoint = first.EndPoint;
        using ProxyProcess proxy = await ProxyProcess.StartAsync(capture, first.Url, "--log-level", "error");
        Expect("200", await RequestAsync(proxy.Url, "GET", "/before"), "before the restart", run);
        await first.DisposeAsync();
        Expect("502", await RequestAsync(proxy.Url, "GET", "/meanwhile"), "while it is down", run);
        Expect("502", await RequestAsync(proxy.Url, "POST", "/meanwhile"), "while it is down", run);
        await using var second = new RawServer(AnswerAsync, endPoint.Address, endPoint.Port);
        Expect("200", await RequestAsync(proxy.Url, "GET", "/after"), "after the restart", run);
        await proxy.StopAsync();
    }

    /// <summary>A poll that nobody answers stays a poll that nobody answers: no timeout, no second try.</summary>
    private static async Task HangAsync(string capture, SoakRun run)
    {
        int asked = 0;
        var release = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            Interlocked.Increment(ref asked);
            await release.Task;
            await connection.SendAsync(Ok);
        });
        using ProxyProcess proxy = await ProxyProcess.StartAsync(capture, upstream.Url, "--log-level", "error");
        Task<string>[] polls =
        [
            .. Enumerable
                .Range(0, 10)
                .Select(_ => RequestAsync(proxy.Url, "GET", "/socket.io/?EIO=4&transport=polling&sid=a")),
        ];
        // In a soak beyond the 100 s after which HTTP libraries like to give up.
        await Task.Delay(run.Time(TimeSpan.FromSeconds(3)), run.CancellationToken);
        run.Check(polls.All(poll => !poll.IsCompleted), () => "a pending poll came to an end by itself");
        run.Check(asked == 10, () => $"10 polls were asked {asked} times");
        release.SetResult();
        foreach (Task<string> poll in polls)
        {
            Expect("200", await poll, "a poll answered late", run);
        }
        await proxy.StopAsync();
    }

    /// <summary>The upstream's machine does not answer: a full accept queue is as silent as a missing host.</summary>
    private static async Task UnansweredConnectAsync(string capture, SoakRun run)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var endPoint = (IPEndPoint)listener.LocalEndPoint!;
        using var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await filler.ConnectAsync(endPoint);
        using ProxyProcess proxy = await ProxyProcess.StartAsync(
            capture,
            new Uri($"http://{endPoint}"),
            "--log-level",
            "error"
        );
        var watch = Stopwatch.StartNew();
        string answer = await RequestAsync(proxy.Url, "GET", "/");
        Expect("504", answer, "a connection that is not accepted", run);
        run.Check(answer.Contains("could not reach", StringComparison.Ordinal), () => $"no sentence: {answer}");
        run.Figure("504 after", watch.Elapsed.TotalSeconds, "s");
        await proxy.StopAsync();
    }

    private static async Task DeathUnderLoadAsync(string capture, SoakRun run)
    {
        var upstream = new EventServer();
        using ProxyProcess proxy = await ProxyProcess.StartAsync(capture, upstream.Url, "--log-level", "error");
        await using var load = new EventLoad(proxy.Url, round: 1);
        await load.StartAsync(30, TimeSpan.Zero);
        await load.WaitForEchoesAsync(500);
        await upstream.DisposeAsync();
        var patience = Stopwatch.StartNew();
        while (load.Broken < 30 && patience.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(10, run.CancellationToken);
        }
        run.Check(load.Broken == 30, () => $"{30 - load.Broken} clients do not notice that the upstream is gone");
        Expect(
            "502",
            await RequestAsync(proxy.Url, "GET", "/socket.io/?EIO=4&transport=polling"),
            "after its death",
            run
        );
        int exitCode = await proxy.StopAsync();
        run.Check(exitCode == 0, () => $"exit code {exitCode}: {proxy.Errors}");
        new CaptureCheck(capture, run).Look(load.EchoedBefore(long.MaxValue), "after the upstream's death");
    }

    private static async Task AnswerAsync(RawConnection connection)
    {
        while (await connection.ReadHeadAsync() is { Length: > 0 } head)
        {
            if (head.StartsWith("POST", StringComparison.Ordinal))
            {
                await connection.ReadAsync(2);
            }
            await connection.SendAsync(Ok);
        }
    }

    /// <returns>Status line, headers and body; what went wrong when there is none.</returns>
    private static async Task<string> RequestAsync(Uri proxy, string method, string target)
    {
        using RawConnection client = await RawConnection.OpenAsync(proxy);
        try
        {
            string body = method == "POST" ? "hi" : "";
            string length = method == "POST" ? "Content-Length: 2\r\n" : "";
            await client.SendAsync($"{method} {target} HTTP/1.1\r\nHost: h\r\n{length}\r\n{body}");
            string head = await client.ReadHeadAsync(Timeout.InfiniteTimeSpan);
            return head.Length == 0 ? "nothing" : head + Encoding.Latin1.GetString(await client.ReadBodyAsync(head));
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    private static void Expect(string status, string answer, string when, SoakRun run) =>
        run.Check(
            answer.StartsWith("HTTP/1.1 " + status, StringComparison.Ordinal),
            () => $"{when}: {status} was expected, not {answer.Split('\r')[0]}"
        );

    private static void Spin(int micros)
    {
        long end = Stopwatch.GetTimestamp() + (micros * Stopwatch.Frequency / 1_000_000);
        while (Stopwatch.GetTimestamp() < end)
        {
            Thread.SpinWait(20);
        }
    }
}
