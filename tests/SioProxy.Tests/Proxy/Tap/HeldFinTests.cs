using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Time.Testing;
using SioProxy.Proxy.Tap;

namespace SioProxy.Tests.Proxy.Tap;

/// <summary>When the server is told that a client's connection is closed: not while a body may still be in its pipe.</summary>
public sealed class HeldFinTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _fromClient = new();
    private readonly CancellationTokenSource _transportClosed = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _transportClosed.Dispose();

    [Fact]
    public Task Fin_BehindARequestThatWasNotReadYet_IsHeld() =>
        RunAsync(
            async (connection, held) =>
            {
                await SendAsync("POST", isLast: true);
                await _transportClosed.CancelAsync();
                Assert.False(IsClosed(connection));
                Assert.Equal("POST", await ReadAsync(connection));
                held.BeginExchange(new DefaultHttpContext(), hasBody: true);
                Assert.False(IsClosed(connection));
                held.EndExchange();
                Assert.Equal("", await ReadAsync(connection));
                _time.Advance(TimeSpan.FromMinutes(1));
                Assert.False(IsClosed(connection)); // between two requests the reader's end is all that the server needs
            }
        );

    [Fact]
    public Task Fin_WhileAPollPends_IsToldAtOnce() =>
        RunAsync(
            async (connection, held) =>
            {
                held.BeginExchange(new DefaultHttpContext(), hasBody: false);
                Assert.False(IsClosed(connection));
                await _transportClosed.CancelAsync();
                Assert.True(IsClosed(connection));
            }
        );

    [Fact]
    public Task Fin_BeforeAPollBegins_IsToldWhenItBegins() =>
        RunAsync(
            async (connection, held) =>
            {
                await _transportClosed.CancelAsync();
                Assert.False(IsClosed(connection));
                held.BeginExchange(new DefaultHttpContext(), hasBody: false);
                Assert.True(IsClosed(connection));
            }
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Fin_BehindABodyThatNobodyAnswers_IsToldAfterTheGrace(bool comesFirst) =>
        RunAsync(
            async (connection, held) =>
            {
                if (comesFirst)
                {
                    await _transportClosed.CancelAsync();
                }
                held.BeginExchange(new DefaultHttpContext(), hasBody: true);
                if (!comesFirst)
                {
                    await _transportClosed.CancelAsync();
                }
                _time.Advance(TimeSpan.FromSeconds(9));
                Assert.False(IsClosed(connection));
                _time.Advance(TimeSpan.FromSeconds(2));
                Assert.True(IsClosed(connection));
            }
        );

    [Fact]
    public Task Fin_BehindABodyWhoseAnswerHasBegun_IsNotTold() =>
        RunAsync(
            async (connection, held) =>
            {
                var exchange = new DefaultHttpContext();
                exchange.Features.Set<IHttpResponseFeature>(new StartedResponse());
                held.BeginExchange(exchange, hasBody: true);
                await _transportClosed.CancelAsync();
                _time.Advance(TimeSpan.FromMinutes(10)); // a client that is gone shows when it is written to
                Assert.False(IsClosed(connection));
            }
        );

    [Fact]
    public Task Fin_BehindABodyThatIsAnsweredInTime_IsNeverTold() =>
        RunAsync(
            async (connection, held) =>
            {
                held.BeginExchange(new DefaultHttpContext(), hasBody: true);
                await _transportClosed.CancelAsync();
                held.EndExchange();
                _time.Advance(TimeSpan.FromMinutes(1));
                Assert.False(IsClosed(connection));
            }
        );

    [Fact]
    public Task Fin_WithinABody_IsToldWhenTheReaderComesToIt() =>
        RunAsync(
            async (connection, held) =>
            {
                held.BeginExchange(new DefaultHttpContext(), hasBody: true);
                await SendAsync("half", isLast: true);
                await _transportClosed.CancelAsync();
                Assert.Equal("half", await ReadAsync(connection));
                Assert.False(IsClosed(connection));
                Assert.Equal("", await ReadAsync(connection)); // the body is cut off
                Assert.True(IsClosed(connection));
            }
        );

    [Fact]
    public Task PassThrough_OfAWebSocket_ShowsTheEndTogetherWithTheLastBytes() =>
        RunAsync(
            async (connection, held) =>
            {
                held.BeginExchange(new DefaultHttpContext(), hasBody: false);
                held.PassThrough();
                await SendAsync("bytes", isLast: true);
                ReadResult read = await connection.Transport.Input.ReadAsync(Token);
                Assert.True(read.IsCompleted);
            }
        );

    [Fact]
    public async Task RunAsync_OfHttp2_LeavesTheConnectionAsItIs()
    {
        DefaultConnectionContext connection = Connection();
        await using (connection)
        {
            IDuplexPipe transport = connection.Transport;
            connection.Features.Set<ITlsApplicationProtocolFeature>(new Protocol("h2"u8.ToArray()));
            await HeldFin.RunAsync(
                connection,
                c =>
                {
                    Assert.Same(transport, c.Transport);
                    Assert.Null(c.Features.Get<HeldFin>());
                    return Task.CompletedTask;
                },
                _time
            );
        }
    }

    [Fact]
    public async Task Fin_AfterTheConnectionsEnd_IsNobodysConcern()
    {
        HeldFin? ended = null;
        await RunAsync(
            (_, held) =>
            {
                ended = held;
                held.BeginExchange(new DefaultHttpContext(), hasBody: true);
                return Task.CompletedTask;
            }
        );
        await _transportClosed.CancelAsync();
        ended!.EndExchange();
    }

    private async Task RunAsync(Func<ConnectionContext, HeldFin, Task> test)
    {
        await using DefaultConnectionContext connection = Connection();
        await HeldFin.RunAsync(connection, c => test(c, c.Features.Get<HeldFin>()!), _time);
    }

    private DefaultConnectionContext Connection() =>
        new(
            "test",
            new Duplex(_fromClient.Reader, new Pipe().Writer),
            new Duplex(_fromClient.Reader, new Pipe().Writer)
        )
        {
            ConnectionClosed = _transportClosed.Token,
        };

    private async Task SendAsync(string text, bool isLast)
    {
        _fromClient.Writer.Write(Encoding.ASCII.GetBytes(text));
        if (isLast)
        {
            await _fromClient.Writer.CompleteAsync();
        }
    }

    private static async Task<string> ReadAsync(ConnectionContext connection)
    {
        ReadResult read = await connection.Transport.Input.ReadAsync(Token);
        string text = Encoding.ASCII.GetString(read.Buffer);
        connection.Transport.Input.AdvanceTo(read.Buffer.End);
        return text;
    }

    private static bool IsClosed(ConnectionContext connection) => connection.ConnectionClosed.IsCancellationRequested;

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class Protocol(byte[] name) : ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol => name;
    }

    private sealed class StartedResponse : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }
}
