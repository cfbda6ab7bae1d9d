using System.Diagnostics;
using System.Net;

namespace SioProxy.Benchmarks.Load;

/// <summary>Plays a scenario against a port on loopback: connects, warms up, measures.</summary>
internal static class LoadGenerator
{
    public static async Task<LoadCounts> RunAsync(
        Scenario scenario,
        int port,
        TimeSpan warmUp,
        TimeSpan duration,
        Action onMeasuring,
        Action onMeasured,
        CancellationToken cancellationToken
    )
    {
        var endPoint = new IPEndPoint(IPAddress.Loopback, port);
        var clients = new List<LoadClient>();
        try
        {
            for (int i = 0; i < scenario.Connections; i++)
            {
                LoadClient client = scenario.Polling
                    ? new PollingLoadClient(endPoint, scenario)
                    : new WebSocketLoadClient(endPoint, scenario);
                clients.Add(client);
                await client.ConnectAsync(cancellationToken);
            }
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task[] running = [.. clients.Select(client => client.RunAsync(stop.Token))];
            await Task.Delay(warmUp, cancellationToken);
            var result = new LoadCounts();
            onMeasuring();
            long begin = Stopwatch.GetTimestamp();
            clients.ForEach(client => client.Result = result);
            Task finished = await Task.WhenAny(Task.WhenAny(running), Task.Delay(duration, cancellationToken));
            clients.ForEach(client => client.Result = null);
            result.Seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            onMeasured(); // while the clients are connected
            if (finished is Task<Task> { Result: Task ended })
            {
                await ended; // a client never ends by itself: this throws what ended it
            }
            return result;
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }
}
