using System.Globalization;
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
    private static readonly ReplayPlan ShortPlan = new Script().Session().Say("C 40", "S 40").End().Plan();

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
        await using var server = new PollingServer(cookie);
        var options = new PlayOptions { Target = server.Url, Transport = TransportChoice.Polling };
        PlayedRun run = await RunAsync(options);
        Assert.Null(run.Facts.Failure);
    }

    private static Task<PlayedRun> RunAsync(PlayOptions options) =>
        new ReplayRun(ShortPlan, options)
            .RunAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    /// <summary>Answers a handshake and a CONNECT, keeps further polls until something else is posted, and sets a cookie each time.</summary>
    private sealed class PollingServer : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource _goodbye = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly string _cookie;
        private readonly Task _accepting;
        private int _polls;

        public PollingServer(string cookie)
        {
            _cookie = cookie;
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _accepting;
            _listener.Stop();
            _stop.Dispose();
        }

        private async Task AcceptAsync()
        {
            var answering = new List<Task>();
            try
            {
                while (true)
                {
                    answering.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
                }
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(answering);
            }
        }

        private async Task AnswerAsync(TcpClient client)
        {
            try
            {
                using (client)
                {
                    await using NetworkStream stream = client.GetStream();
                    string body = await BodyForAsync(await ReadAsync(stream));
                    string answer =
                        $"HTTP/1.1 200 OK\r\nSet-Cookie: {_cookie}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client has left, or the test is over.
            }
        }

        private async Task<string> BodyForAsync(string request)
        {
            if (request.StartsWith("POST", StringComparison.Ordinal))
            {
                if (!request.EndsWith("\r\n\r\n40", StringComparison.Ordinal))
                {
                    _goodbye.TrySetResult();
                }
                return "ok";
            }
            switch (Interlocked.Increment(ref _polls))
            {
                case 1:
                    return "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}";
                case 2:
                    return "40{\"sid\":\"b\"}";
                default:
                    await _goodbye.Task.WaitAsync(_stop.Token);
                    return "6";
            }
        }

        /// <summary>A whole request: what is not read when a connection closes would reset it.</summary>
        private async Task<string> ReadAsync(NetworkStream stream)
        {
            string request = "";
            byte[] buffer = new byte[8192];
            while (!IsWhole(request))
            {
                int read = await stream.ReadAsync(buffer, _stop.Token);
                if (read == 0)
                {
                    throw new EndOfStreamException();
                }
                request += Encoding.ASCII.GetString(buffer, 0, read);
            }
            return request;
        }

        private static bool IsWhole(string request)
        {
            string[] parts = request.Split("\r\n\r\n", 2);
            string? length = parts[0]
                .Split("\r\n")
                .FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            return parts.Length == 2
                && (length is null || parts[1].Length >= int.Parse(length[15..], CultureInfo.InvariantCulture));
        }
    }

    private sealed class FaultyWitness : IWireWitness
    {
        public IExchangeWitness Begin(HttpRequestMessage request, bool isWebSocket) =>
            throw new InvalidOperationException("The witness fell asleep.");
    }
}
