using System.Net;
using System.Net.Sockets;

namespace SioProxy.Benchmarks.Load;

/// <summary>
/// The cheapest Engine.IO 4 echo server that still is one: raw sockets, WebSocket and polling, so that a measurement
/// shows what stands between it and the load generator.
/// </summary>
internal sealed class EchoServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly PollingSessions _sessions = new();

    public EchoServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Socket socket = await _listener.AcceptAsync(cancellationToken);
            socket.NoDelay = true;
            _ = new EchoConnection(socket, _sessions).RunAsync(cancellationToken);
        }
    }

    public void Dispose() => _listener.Dispose();
}
