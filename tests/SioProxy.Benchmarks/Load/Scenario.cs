namespace SioProxy.Benchmarks.Load;

/// <summary>One piece of work that every peer is given.</summary>
/// <param name="Name">For the table and for choosing it on the command line.</param>
/// <param name="Polling">Long-polling (one POST and one GET an echo) rather than WebSocket.</param>
/// <param name="Connections">Clients at once.</param>
/// <param name="Size">Bytes of a packet.</param>
/// <param name="Depth">Packets that a client has under way at once; 0: it is connected and says nothing.</param>
/// <param name="Rate">Packets per second over all clients; 0: closed loop.</param>
internal sealed record Scenario(string Name, bool Polling, int Connections, int Size, int Depth, int Rate)
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("ws-rate-200", Polling: false, 10, 200, 1, 200),
        .. from connections in new[] { 1, 50, 500 }
        from size in new[] { 64, 1024, 65536 }
        select new Scenario($"ws-{connections}-{size}", Polling: false, connections, size, 1, 0),
        new("ws-50-64-pipelined", Polling: false, 50, 64, 64, 0),
        new("ws-50-64-sustained", Polling: false, 50, 64, 16, 75_000),
        new("ws-9000-idle", Polling: false, 9000, 0, 0, 0), // two descriptors each in the proxy, which often may have 20,000
        new("polling-50", Polling: true, 50, 200, 1, 0),
    ];
}
