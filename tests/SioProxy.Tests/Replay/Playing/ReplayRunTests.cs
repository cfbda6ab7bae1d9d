using System.Net;
using System.Net.Sockets;
using System.Text;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;

namespace SioProxy.Tests.Replay.Playing;

/// <summary>Runs over real sockets: what goes wrong in a session ends it, and the run with it.</summary>
public sealed class ReplayRunTests
{
    private static readonly ReplayPlan s_plan = new Script().Session().Say("C 40", "S 40").End().Plan();

    [Theory]
    [InlineData(TransportChoice.Polling)]
    [InlineData(TransportChoice.WebSocket)]
    public async Task RunAsync_AnUnforeseenFaultWhileASessionOpens_EndsTheRunAndIsNamed(TransportChoice transport)
    {
        var options = new PlayOptions
        {
            Target = new Uri("http://127.0.0.1:9"),
            Transport = transport,
            Witness = new FaultyWitness(),
        };
        PlayedRun run = await RunAsync(options);
        Assert.EndsWith("could not connect: The witness fell asleep.", run.Facts.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id=7; Domain=elsewhere.example")]
    [InlineData("=; Path")]
    public async Task RunAsync_AtAServerThatSetsACookieThatCannotBeKept_IsPlayed(string cookie)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerAsync(listener, cookie);
        var options = new PlayOptions
        {
            Target = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"),
            Transport = TransportChoice.Polling,
        };
        PlayedRun run = await RunAsync(options);
        listener.Stop();
        await serving;
        Assert.Null(run.Facts.Failure);
    }

    private static Task<PlayedRun> RunAsync(PlayOptions options) =>
        new ReplayRun(s_plan, options)
            .RunAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    // A handshake, the answer to the CONNECT, and "ok" to whatever else is asked.
    private static async Task AnswerAsync(TcpListener listener, string cookie)
    {
        string[] bodies =
        [
            "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}",
            "40{\"sid\":\"b\"}",
        ];
        int polls = 0;
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await using NetworkStream stream = client.GetStream();
                byte[] request = new byte[8192];
                int read = await stream.ReadAsync(request, TestContext.Current.CancellationToken);
                bool isPoll = Encoding.ASCII.GetString(request, 0, read).StartsWith("GET", StringComparison.Ordinal);
                string body = isPoll ? bodies[Math.Min(polls++, bodies.Length - 1)] : "ok";
                string answer =
                    $"HTTP/1.1 200 OK\r\nSet-Cookie: {cookie}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private sealed class FaultyWitness : IWireWitness
    {
        public IExchangeWitness Begin(HttpRequestMessage request, bool isWebSocket) =>
            throw new InvalidOperationException("The witness fell asleep.");
    }
}
