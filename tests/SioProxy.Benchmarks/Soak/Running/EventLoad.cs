using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using SioProxy.Benchmarks.Soak.Wire;

namespace SioProxy.Benchmarks.Soak.Running;

/// <summary>Socket.IO clients that send numbered events and remember when each came back.</summary>
/// <param name="round">Part of every event, so that runs into one capture can be told apart.</param>
internal sealed class EventLoad(Uri proxy, int round, int padding = 0) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _clients = [];
    private readonly ConcurrentDictionary<(int Client, int Number), long> _echoedAt = [];
    private readonly string _letters = Letters((2 * padding) + 200_000);
    private int _echoes;
    private int _broken;

    /// <summary>How many events came back.</summary>
    public int Echoes => Volatile.Read(ref _echoes);

    /// <summary>How many clients lost their connection before they were asked to stop.</summary>
    public int Broken => Volatile.Read(ref _broken);

    public async Task StartAsync(int clients, TimeSpan pause)
    {
        for (int i = 0; i < clients; i++)
        {
            WebSocketPeer peer = await WebSocketPeer.OpenAsync(proxy, "/socket.io/?EIO=4&transport=websocket");
            _clients.Add(RunAsync(peer, i, pause));
        }
    }

    /// <summary>The events that had come back by then (a <see cref="Stopwatch"/> timestamp).</summary>
    public IEnumerable<EventId> EchoedBefore(long timestamp) =>
        _echoedAt
            .Where(echo => echo.Value <= timestamp)
            .Select(echo => new EventId(round, echo.Key.Client, echo.Key.Number));

    /// <summary>Completes when so many more events have come back.</summary>
    public async Task<bool> WaitForEchoesAsync(int more)
    {
        int goal = Echoes + more;
        var patience = Stopwatch.StartNew();
        while (Echoes < goal)
        {
            if (patience.Elapsed > TimeSpan.FromSeconds(60))
            {
                return false;
            }
            await Task.Delay(10);
        }
        return true;
    }

    /// <summary>Lets every client finish the event that is under way and close its WebSocket.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    // Text that a capture cannot compress away.
    private static string Letters(int count) =>
        new(new Random(1).GetItems<char>("0123456789abcdefghABCDEFGH+-*!?$%&#@", count));

    private async Task RunAsync(WebSocketPeer peer, int client, TimeSpan pause)
    {
        using WebSocketPeer closing = peer;
        try
        {
            await peer.ReadAsync(); // open
            await peer.SendAsync("40");
            await peer.ReadAsync();
            for (int number = 0; !_stop.IsCancellationRequested; number++)
            {
                string text = _letters.Substring(Random.Shared.Next(_letters.Length - padding), padding);
                await peer.SendAsync(
                    string.Create(CultureInfo.InvariantCulture, $"42[\"n\",{round},{client},{number},\"{text}\"]")
                );
                if (await peer.ReadAsync() is null)
                {
                    break;
                }
                _echoedAt[(client, number)] = Stopwatch.GetTimestamp();
                Interlocked.Increment(ref _echoes);
                if (pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause);
                }
            }
            if (_stop.IsCancellationRequested)
            {
                return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // the proxy was killed: what came back before counts
        }
        Interlocked.Increment(ref _broken);
    }
}
