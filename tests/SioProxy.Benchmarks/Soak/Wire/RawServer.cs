using System.Net;
using System.Net.Sockets;

namespace SioProxy.Benchmarks.Soak.Wire;

/// <summary>An upstream that is nothing but a TCP listener: a test says what it reads and writes on each connection.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly List<RawConnection> _connections = [];
    private bool _isDisposed;

    public RawServer(Func<RawConnection, Task> serve, IPAddress? address = null, int port = 0)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync(serve);
    }

    public IPEndPoint EndPoint { get; }

    public Uri Url => new($"http://{EndPoint}");

    /// <summary>How many connections were accepted.</summary>
    public int Accepted { get; private set; }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
        _connections.ForEach(connection => connection.Dispose());
    }

    private async Task AcceptAsync(Func<RawConnection, Task> serve)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException) // stopped meanwhile
            {
                break;
            }
            Accepted++;
            var connection = new RawConnection(socket);
            _connections.Add(connection);
            _ = ServeAsync(serve, connection); // ends with its connection
        }
    }

    private static async Task ServeAsync(Func<RawConnection, Task> serve, RawConnection connection)
    {
        using RawConnection closing = connection;
        try
        {
            await serve(connection);
        }
        catch (Exception e)
            when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // the other side went away: what the test asserts on was seen before
        }
    }
}
