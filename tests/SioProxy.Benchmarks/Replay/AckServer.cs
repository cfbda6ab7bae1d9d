using SioProxy.Endpoints.SocketIo;

namespace SioProxy.Benchmarks.Replay;

/// <summary>The server that replays are measured against, in a process of its own: answers <c>ask</c> with what it was asked.</summary>
internal static class AckServer
{
    public static async Task<int> RunAsync()
    {
        await using var server = new SocketIoServer();
        server.Of("/").OnConnection = static (socket, _) =>
        {
            socket.On("ask", (received, token) => received.AckAsync(received.Arguments, token));
            return ValueTask.CompletedTask;
        };
        await server.StartAsync();
        Console.WriteLine(server.Urls[0]);
        await Console.In.ReadToEndAsync(); // ends with who started it
        await server.StopAsync();
        return 0;
    }
}
