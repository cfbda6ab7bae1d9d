using System.Globalization;
using System.Text;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Benchmarks.Soak.Wire;

/// <summary>A Socket.IO 4 server on WebSockets that sends every event back.</summary>
internal sealed class EventServer : IAsyncDisposable
{
    private readonly Func<RawConnection, Task>? _servePlain;
    private readonly RawServer _server;
    private long _sessions;

    /// <param name="servePlain">Serves the WebSockets of other paths than Socket.IO's; null: they are served as all others.</param>
    public EventServer(Func<RawConnection, Task>? servePlain = null)
    {
        _servePlain = servePlain;
        _server = new RawServer(ServeAsync);
    }

    public Uri Url => _server.Url;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(RawConnection connection)
    {
        string head = await connection.ReadHeadAsync();
        if (head.Length == 0)
        {
            return;
        }
        using WebSocketPeer peer = await WebSocketPeer.AcceptAsync(connection);
        if (_servePlain is not null && !head.StartsWith("GET /socket.io/", StringComparison.Ordinal))
        {
            await _servePlain(connection);
            return;
        }
        string sid = "soak" + Interlocked.Increment(ref _sessions).ToString(CultureInfo.InvariantCulture);
        await peer.SendAsync(
            $$"""0{"sid":"{{sid}}","upgrades":[],"pingInterval":300000,"pingTimeout":200000,"maxPayload":100000000}"""
        );
        while (await peer.ReadAsync() is var (opcode, payload))
        {
            if (opcode == WebSocketOpcode.Close)
            {
                await peer.SendAsync(opcode, payload);
                return;
            }
            if (Encoding.UTF8.GetString(payload).Equals("40", StringComparison.Ordinal))
            {
                await peer.SendAsync("40{\"sid\":\"x\"}");
            }
            else if (opcode == WebSocketOpcode.Text)
            {
                await peer.SendAsync(opcode, payload);
            }
        }
    }
}
