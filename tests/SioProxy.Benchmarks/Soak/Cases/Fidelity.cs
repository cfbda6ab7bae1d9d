using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SioProxy.Benchmarks.Soak.Running;
using SioProxy.Benchmarks.Soak.Wire;
using SioProxy.Protocol;

namespace SioProxy.Benchmarks.Soak.Cases;

/// <summary>
/// Many connections at once with every core busy: fragments cut anywhere, slow readers, FINs right behind the data, resets.
/// Each end holds what it received against what the other one sent, and both against the capture.
/// </summary>
internal static class Fidelity
{
    public static async Task RunAsync(SoakRun run)
    {
        int connections = run.Count(100, 500);
        int maxBytes = run.Count(120_000, 400_000);
        using var folder = new TemporaryFolder();
        var totals = new FidelityTotals();
        using var spinning = new Spinning(Environment.ProcessorCount);
        var watch = Stopwatch.StartNew();
        TimeSpan time = run.Time(TimeSpan.Zero);
        int wave = 0;
        do
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            string capture = folder.File(string.Create(CultureInfo.InvariantCulture, $"wave{wave}.db"));
            await WaveAsync(capture, wave++, connections, maxBytes, totals, run);
            File.Delete(capture);
        } while (watch.Elapsed < time);
        run.Figure("connections", totals.Connections);
        run.Figure("at once", connections);
        run.Figure("MB received", totals.Bytes >> 20);
        run.Figure("messages recorded", totals.Messages);
        run.Figure("ends that differ", totals.Differing);
    }

    private static async Task WaveAsync(
        string capture,
        int wave,
        int connections,
        int maxBytes,
        FidelityTotals totals,
        SoakRun run
    )
    {
        var plans = new ConcurrentDictionary<int, FidelityPlan>();
        var servers = new ConcurrentDictionary<int, FidelitySide>();
        var clients = new ConcurrentDictionary<int, FidelitySide>();
        await using var upstream = new RawServer(async connection =>
        {
            int number = NumberOf(await connection.ReadHeadAsync());
            await WebSocketPeer.AcceptAsync(connection);
            var side = new FidelitySide(plans[number], connection, Direction.ServerToClient);
            servers[number] = side;
            await side.RunAsync();
        });
        // The queue holds a wave: this case is about exactness, others are about overload. Redaction would keep no byte of
        // messages that it cannot read.
        using ProxyProcess proxy = await ProxyProcess.StartAsync(
            capture,
            upstream.Url,
            "--queue",
            "1G",
            "--no-redact",
            "--log-level",
            "error"
        );
        await Parallel.ForEachAsync(
            Enumerable.Range(wave * connections, connections),
            new ParallelOptions { MaxDegreeOfParallelism = connections },
            async (number, _) =>
            {
                plans[number] = new FidelityPlan(number, maxBytes);
                using WebSocketPeer peer = await WebSocketPeer.OpenAsync(proxy.Url, plans[number].Target);
                clients[number] = new FidelitySide(plans[number], peer.Connection, Direction.ClientToServer);
                await clients[number].RunAsync();
            }
        );
        run.Check(await proxy.StopAsync() == 0, () => $"the proxy failed: {proxy.Errors}");
        var captured = FidelityCapture.Read(capture, run);
        foreach (FidelityPlan plan in plans.Values)
        {
            servers.TryGetValue(plan.Number, out FidelitySide? server);
            Compare(plan, Direction.ClientToServer, server?.Received ?? [], captured, totals, run);
            Compare(plan, Direction.ServerToClient, clients[plan.Number].Received, captured, totals, run);
            totals.Connections++;
        }
    }

    private static void Compare(
        FidelityPlan plan,
        Direction direction,
        byte[] received,
        FidelityCapture captured,
        FidelityTotals totals,
        SoakRun run
    )
    {
        byte[] sent = plan.Wire(direction);
        bool isEqual = received.Length <= sent.Length && sent.AsSpan(0, received.Length).SequenceEqual(received);
        bool isWhole = received.Length == sent.Length;
        totals.Bytes += received.Length;
        totals.Differing += isEqual && (isWhole || !plan.IsWhole(direction)) ? 0 : 1;
        string which = string.Create(
            CultureInfo.InvariantCulture,
            $"connection {plan.Number} ({plan.End}), {direction}"
        );
        run.Check(isEqual, () => $"{which}: other bytes than were sent");
        run.Check(
            isWhole || !plan.IsWhole(direction),
            () => $"{which}: {received.Length} of {sent.Length} bytes arrived"
        );
        IReadOnlyList<byte[]> rows = captured.Messages(plan.Number, direction);
        totals.Messages += rows.Count;
        IReadOnlyList<byte[]> messages = plan.Messages(direction);
        int atLeast = plan.IsWhole(direction)
            ? messages.Count
            : plan.MessageEnds(direction).Count(end => end <= received.Length);
        run.Check(
            rows.Count >= atLeast && rows.Count <= messages.Count,
            () => $"{which}: {rows.Count} messages are recorded, {atLeast} arrived, {messages.Count} were sent"
        );
        for (int i = 0; i < Math.Min(rows.Count, messages.Count); i++)
        {
            bool isCut = i >= atLeast && i == rows.Count - 1; // in the middle of it the connection ended
            if (!(isCut ? messages[i].AsSpan().StartsWith(rows[i]) : messages[i].AsSpan().SequenceEqual(rows[i])))
            {
                run.Problem(
                    $"{which}: message {i} of {messages.Count}, {Describe(messages[i])}, is {Describe(rows[i])}"
                );
                break;
            }
        }
    }

    private static string Describe(byte[] message) =>
        $"{message.Length} bytes {Convert.ToHexString(message.AsSpan(0, Math.Min(message.Length, 24)))}";

    private static int NumberOf(string head)
    {
        int start = head.IndexOf("&n=", StringComparison.Ordinal) + 3;
        return int.Parse(head.AsSpan(start, head.IndexOf(' ', start) - start), CultureInfo.InvariantCulture);
    }
}
