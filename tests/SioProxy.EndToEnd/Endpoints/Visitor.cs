using System.Threading.Channels;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.EndToEnd.Endpoints;

/// <summary>Our client, doing to a chat server everything that <c>node/endpoints/client.js</c> does.</summary>
internal sealed class Visitor(Uri target, int version, string kind, SocketIoParser parser)
{
    private readonly Channel<SocketIoEvent> _events = Channel.CreateUnbounded<SocketIoEvent>();
    private readonly Channel<bool> _joins = Channel.CreateUnbounded<bool>();
    private readonly TaskCompletionSource _beat = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task VisitAsync(CancellationToken cancellationToken)
    {
        await using var client = new SocketIoClient(target, Options());
        ClientSocket root = await client.JoinAsync(
            "/",
            new ClientSocketOptions { OnEvent = OnEventAsync, OnConnected = _ => _joins.Writer.TryWrite(true) },
            cancellationToken
        );
        SocketIoEvent hello = await NextAsync("hello", cancellationToken);
        Assert.Equal(root.Id, hello.Arguments[0].GetProperty("id").GetString());

        await EchoAsync(root, cancellationToken);
        SocketIoArguments answer = await root.EmitWithAckAsync("bin", new byte[] { 1, 2, 3, 255 });
        Assert.Equal([255, 3, 2, 1], answer.Binary(2)!.Value.ToArray());
        SocketIoEvent nib = await NextAsync("nib", cancellationToken);
        Assert.Equal([255, 3, 2, 1], nib.Arguments.Binary(0)!.Value.ToArray());
        Assert.Equal("42", (await root.EmitWithAckAsync("ask")).Text(0));
        Assert.Equal("ok", (await root.EmitWithAckAsync("join", "lobby")).Text(0));
        Assert.Equal("lobby", (await NextAsync("joined", cancellationToken)).Arguments.Text(0));

        bool isUpgrade = string.Equals(kind, "upgrade", StringComparison.Ordinal);
        Assert.Equal(isUpgrade, await client.Engine!.Upgraded.WaitAsync(cancellationToken));
        await VisitAdminAsync(client, cancellationToken);
        await _beat.Task.WaitAsync(cancellationToken);
        // A server does not notice that a polling client is gone while no poll is pending.
        if (version == 4 && client.Engine.Transport == Transport.WebSocket)
        {
            await ComeBackAsync(client, root, cancellationToken);
        }
        await client.CloseAsync(cancellationToken);
        Assert.Equal(EngineReason.ForcedClose, await client.Engine!.Closed);
        Assert.Null(client.Engine.Failure);
    }

    private static async Task EchoAsync(ClientSocket root, CancellationToken cancellationToken)
    {
        SocketIoArguments echo = await root.EmitWithAckAsync(
            "echo",
            "a€😀\u2028\"\\",
            1.5,
            new { x = new[] { 1 } },
            null
        );
        Assert.Equal(4, echo.Count);
        Assert.Equal("a€😀\u2028\"\\", echo.Text(0));
        Assert.Equal(1.5, echo[1].GetDouble());
        Assert.Equal("""{"x":[1]}""", echo[2].GetRawText());
        string large = new('y', 5000);
        Assert.Equal(large, (await root.EmitWithAckAsync("echo", large)).Text(0));
        SocketIoArguments[] many = await Task.WhenAll(
                Enumerable.Range(0, 100).Select(i => root.EmitWithAckAsync("echo", i))
            )
            .WaitAsync(cancellationToken);
        Assert.Equal(Enumerable.Range(0, 100), many.Select(one => one[0].GetInt32()));
    }

    private async Task VisitAdminAsync(SocketIoClient client, CancellationToken cancellationToken)
    {
        SocketIoException refusal = await Assert.ThrowsAsync<SocketIoException>(() =>
            client.JoinAsync("/admin", Token("bad"), cancellationToken)
        );
        Assert.Contains("Not authorized", refusal.ConnectError!.PayloadText, StringComparison.Ordinal);
        refusal = await Assert.ThrowsAsync<SocketIoException>(() =>
            client.JoinAsync("/nowhere", cancellationToken: cancellationToken)
        );
        Assert.Contains("Invalid namespace", refusal.ConnectError!.PayloadText, StringComparison.Ordinal);
        ClientSocket admin = await client.JoinAsync("/admin", Token("good"), cancellationToken);
        Assert.Equal("there", (await admin.EmitWithAckAsync("echo", "there")).Text(0));
        await admin.EmitAsync("bye");
        Assert.Equal("io server disconnect", await admin.Disconnected.WaitAsync(cancellationToken));
    }

    private async Task ComeBackAsync(SocketIoClient client, ClientSocket root, CancellationToken cancellationToken)
    {
        string? id = root.Id;
        client.Engine!.Abort();
        await _joins.Reader.ReadAsync(cancellationToken); // the first one
        await _joins.Reader.ReadAsync(cancellationToken);
        Assert.True(root.Recovered);
        Assert.Equal(id, root.Id);
        Assert.Equal("again", (await root.EmitWithAckAsync("echo", "again")).Text(0));
    }

    private SocketIoClientOptions Options() =>
        new()
        {
            Version = (SocketIoClientVersion)version,
            Parser = parser,
            Reconnect = true,
            ReconnectDelay = TimeSpan.FromMilliseconds(500), // a server notices a loss before clients come back
            Engine = new EngineIoClientOptions
            {
                Transports = kind switch
                {
                    "websocket" or "deflate" => [Transport.WebSocket],
                    "upgrade" => [Transport.Polling, Transport.WebSocket],
                    _ => [Transport.Polling],
                },
                Base64 = string.Equals(kind, "base64", StringComparison.Ordinal),
                Jsonp = string.Equals(kind, "jsonp", StringComparison.Ordinal),
                PerMessageDeflate = string.Equals(kind, "deflate", StringComparison.Ordinal),
                AcceptEncoding = string.Equals(kind, "gzip", StringComparison.Ordinal) ? "gzip" : null,
                Observer = OnTraffic,
            },
        };

    private ClientSocketOptions Token(string token) =>
        version == 2
            ? new ClientSocketOptions { Query = $"token={token}" }
            : new ClientSocketOptions { Auth = new { token } };

    private void OnTraffic(EngineTraffic traffic)
    {
        EngineIoPacketType beat = version == 2 ? EngineIoPacketType.Pong : EngineIoPacketType.Ping;
        if (traffic.Direction == Direction.ServerToClient && traffic.Packet.Type == beat)
        {
            _beat.TrySetResult();
        }
    }

    private ValueTask OnEventAsync(SocketIoEvent received, CancellationToken cancellationToken)
    {
        _events.Writer.TryWrite(received);
        return received.WantsAck ? received.AckAsync(42) : ValueTask.CompletedTask;
    }

    private async Task<SocketIoEvent> NextAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            SocketIoEvent received = await _events.Reader.ReadAsync(cancellationToken);
            if (string.Equals(received.Name, name, StringComparison.Ordinal))
            {
                return received;
            }
        }
    }
}
