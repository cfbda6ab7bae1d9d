using SioProxy.Endpoints.EngineIo;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Proxy.Demo;

/// <summary>
/// What the people of the demo do: clients of every version, over every transport, in one chat. Knows only where to
/// connect to, so that it can be played directly as well as through the proxy.
/// </summary>
/// <param name="target">A server made by <see cref="DemoServer"/>, or the proxy before it.</param>
/// <param name="tell">Told what is about to happen, a line at a time.</param>
/// <param name="pause">The time between the steps, for those who watch.</param>
internal sealed class DemoScript(Uri target, Action<string> tell, TimeSpan pause) : IAsyncDisposable
{
    private static readonly EngineIoClientOptions Upgrading = new();
    private static readonly EngineIoClientOptions OverPolling = new() { Transports = [Transport.Polling] };
    private static readonly EngineIoClientOptions OverWebSocket = new() { Transports = [Transport.WebSocket] };
    private readonly EndpointConnector _connector = new();
    private readonly List<SocketIoClient> _clients = [];

    /// <summary>Plays it all.</summary>
    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        tell("Ada comes in: Socket.IO 4, polling that upgrades to WebSocket");
        ClientSocket ada = await EnterAsync("Ada", SocketIoClientVersion.V4, Upgrading, cancellationToken);
        tell("Bob comes in: Socket.IO 2, long-polling only");
        ClientSocket bob = await EnterAsync("Bob", SocketIoClientVersion.V2, OverPolling, cancellationToken);
        tell("Cleo comes in: Socket.IO 3, WebSocket only, compressed");
        EngineIoClientOptions compressed = OverWebSocket with { PerMessageDeflate = true };
        ClientSocket cleo = await EnterAsync("Cleo", SocketIoClientVersion.V3, compressed, cancellationToken);
        tell("Dora comes in: Socket.IO 2 in an old browser, JSONP");
        EngineIoClientOptions script = OverPolling with { Jsonp = true };
        ClientSocket dora = await EnterAsync("Dora", SocketIoClientVersion.V2, script, cancellationToken);
        tell("Emil comes in: Socket.IO 4 with the msgpack parser");
        ClientSocket emil = await EnterAsync(
            "Emil",
            SocketIoClientVersion.V4,
            Upgrading,
            cancellationToken,
            SocketIoParser.MessagePack
        );

        tell("They talk: events, answered by acks");
        await SayAsync(ada, "hello, everybody", cancellationToken);
        await SayAsync(bob, "héllo from the €-zone 👋", cancellationToken);
        await SayAsync(dora, "is this thing on?", cancellationToken);
        await SayAsync(emil, "msgpack here", cancellationToken);
        tell("The server asks Cleo something, and she answers");
        await cleo.EmitWithAckAsync("poll").WaitAsync(cancellationToken);
        await PauseAsync(cancellationToken);

        tell("Pictures: binary events with attachments, over WebSocket and over polling");
        await ada.EmitWithAckAsync("picture", "sunset", Picture(2_000)).WaitAsync(cancellationToken);
        await bob.EmitWithAckAsync("picture", "lunch", Picture(600)).WaitAsync(cancellationToken);
        await PauseAsync(cancellationToken);

        await BeRefusedAsync(cleo, cancellationToken);
        await ComeBackAsync(ada, bob, cancellationToken);
        tell("A client of something else altogether is refused its handshake");
        await BeMisunderstoodAsync(cancellationToken);

        tell("Everybody leaves");
        foreach (SocketIoClient client in _clients)
        {
            await client.CloseAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SocketIoClient client in _clients)
        {
            await client.DisposeAsync();
        }
        _connector.Dispose();
    }

    private async Task<ClientSocket> EnterAsync(
        string name,
        SocketIoClientVersion version,
        EngineIoClientOptions engine,
        CancellationToken cancellationToken,
        SocketIoParser parser = SocketIoParser.Default
    )
    {
        var client = new SocketIoClient(
            target,
            new SocketIoClientOptions
            {
                Version = version,
                Parser = parser,
                Engine = engine with { Connector = _connector },
            }
        );
        _clients.Add(client);
        ClientSocket socket = await client.JoinAsync(
            "/",
            new ClientSocketOptions { OnEvent = AnswerAsync },
            cancellationToken
        );
        await socket.EmitWithAckAsync("enter", name, "lobby").WaitAsync(cancellationToken);
        await client.Engine!.Upgraded.WaitAsync(cancellationToken);
        await PauseAsync(cancellationToken);
        return socket;
    }

    private static ValueTask AnswerAsync(SocketIoEvent received, CancellationToken cancellationToken) =>
        received.WantsAck ? received.AckAsync("coffee") : ValueTask.CompletedTask;

    private async Task SayAsync(ClientSocket who, string text, CancellationToken cancellationToken)
    {
        await who.EmitWithAckAsync("chat_message", "lobby", text).WaitAsync(cancellationToken);
        await PauseAsync(cancellationToken);
    }

    private async Task BeRefusedAsync(ClientSocket cleo, CancellationToken cancellationToken)
    {
        SocketIoClient client = _clients.Single(one => one.Sockets.Contains(cleo));
        tell("Cleo asks for /admin with an old token: CONNECT_ERROR, then with a good one (tokens are redacted)");
        try
        {
            var old = new ClientSocketOptions { Auth = new { token = "expired" } };
            await client.JoinAsync("/admin", old, cancellationToken);
        }
        catch (SocketIoException e) when (e.ConnectError is not null)
        {
            // As it should be.
        }
        var good = new ClientSocketOptions { Auth = new { token = DemoServer.Token } };
        ClientSocket admin = await client.JoinAsync("/admin", good, cancellationToken);
        await admin.EmitAsync("close_room", "attic");
        await admin.Disconnected.WaitAsync(cancellationToken);
        await PauseAsync(cancellationToken);
    }

    private async Task ComeBackAsync(ClientSocket ada, ClientSocket bob, CancellationToken cancellationToken)
    {
        SocketIoClient client = _clients.Single(one => one.Sockets.Contains(ada));
        tell("Ada's network breaks; she comes back and gets what she missed (connection state recovery)");
        client.Engine!.Abort();
        await ada.Disconnected.WaitAsync(cancellationToken);
        await SayAsync(bob, "Ada? Are you there?", cancellationToken);
        await client.JoinAsync("/", socketOptions: null, cancellationToken);
        await client.Engine.Upgraded.WaitAsync(cancellationToken);
        await SayAsync(ada, ada.Recovered ? "back, and I missed nothing" : "back", cancellationToken);
    }

    private async Task BeMisunderstoodAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var url = new Uri(target, "/socket.io/?EIO=4&transport=pigeon");
        using HttpResponseMessage answer = await http.GetAsync(url, cancellationToken);
        await PauseAsync(cancellationToken);
    }

    private static byte[] Picture(int size)
    {
        byte[] bytes = new byte[size];
        new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }.CopyTo(bytes, 0);
        for (int i = 8; i < size; i++)
        {
            bytes[i] = (byte)(i * 31);
        }
        return bytes;
    }

    private Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(pause, cancellationToken);
}
