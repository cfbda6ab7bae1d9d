using System.Threading.Channels;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Replay.Serving;

namespace SioProxy.Tests.Replay.Serving;

/// <summary>What the script does not know goes to a real server, over real sockets.</summary>
public sealed class PassThroughTests
{
    [Fact]
    public async Task ForwardAsync_AfterAJoinThatFailed_TriesAgain()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(60));
        bool refuses = true;
        await using var real = new SocketIoServer();
        real.Of("/").Authorize = (_, _) =>
            ValueTask.FromResult(Volatile.Read(ref refuses) ? new ConnectRefusal("Not yet") : null);
        real.Of("/").OnConnection = (socket, _) =>
        {
            socket.On("echo", (received, token) => received.AckAsync(received.Arguments, token));
            return ValueTask.CompletedTask;
        };
        await real.StartAsync(timeout.Token);
        var told = Channel.CreateUnbounded<string>();
        await using var served = new ReplayServer(
            new Script().Session().Say("C 40", "S 40{\"sid\":\"x\"}").Plan(),
            new ReplayServerOptions
            {
                Urls = [new Uri("http://127.0.0.1:0")],
                PassThrough = real.Urls[0],
                Serving = new ServingOptions { OnUnknown = UnknownPolicy.PassThrough },
                Tell = line => told.Writer.TryWrite(line),
            }
        );
        await served.StartAsync(timeout.Token);
        await using var client = new SocketIoClient(served.Urls[0]);
        ClientSocket socket = await client.JoinAsync("/", cancellationToken: timeout.Token);

        await socket.EmitAsync("echo", "lost");
        string line;
        do
        {
            line = await told.Reader.ReadAsync(timeout.Token);
        } while (!line.Contains("could not be asked", StringComparison.Ordinal));
        Assert.Contains("Not yet", line, StringComparison.Ordinal);

        Volatile.Write(ref refuses, false);
        SocketIoArguments answer = await socket.EmitWithAckAsync("echo", "heard").WaitAsync(timeout.Token);
        Assert.Equal("heard", answer.Text(0));
    }
}
