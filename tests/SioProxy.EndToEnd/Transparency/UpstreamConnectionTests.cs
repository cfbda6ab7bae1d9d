using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using SioProxy.Proxy.Forwarding;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>A connection to an upstream by itself: what is thrown at its end, and how it is closed.</summary>
public sealed class UpstreamConnectionTests : IAsyncLifetime
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private RawConnection _server = null!;
    private UpstreamConnection _connection = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task connecting = _socket.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Token).AsTask();
        _server = new RawConnection(await listener.AcceptSocketAsync(Token));
        await connecting;
        _connection = new UpstreamConnection(_socket, new NetworkStream(_socket, ownsSocket: false));
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _socket.Dispose();
        _server.Dispose();
    }

    // An IOException would have the HTTP client send the request again.
    [Theory]
    [InlineData(false, "without an answer")]
    [InlineData(true, "reset")]
    public async Task ReadAsync_OfAnEndInsteadOfAnAnswer_IsNoReasonToAskAgain(bool isReset, string expected)
    {
        await _connection.WriteAsync("GET"u8.ToArray(), Token);
        await _server.ReadAsync(3);
        End(isReset);
        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(10));
        Assert.Contains(expected, thrown.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task ReadAsync_OfAnEndWithinAnAnswer_IsTheEnd()
    {
        await _connection.WriteAsync("GET"u8.ToArray(), Token);
        await _server.SendAsync("H");
        Assert.Equal(0, await ReadAsync(0)); // how the client waits; it is no answer
        Assert.Equal(1, await ReadAsync(10));
        End(isReset: false);
        Assert.Equal(0, await ReadAsync(10));
    }

    [Fact]
    public async Task ReadAsync_OfAResetWithinAnAnswer_IsTheSocketsOwn()
    {
        await _connection.WriteAsync("GET"u8.ToArray(), Token);
        await _server.SendAsync("H");
        Assert.Equal(1, await ReadAsync(10));
        End(isReset: true);
        await Assert.ThrowsAsync<IOException>(() => ReadAsync(10));
    }

    [Fact]
    public async Task ReadAsync_OfAnIdleConnectionsEnd_IsTheEnd()
    {
        End(isReset: false);
        Assert.Equal(0, await ReadAsync(10));
    }

    // A pending read alone would make closing the socket a reset.
    [Fact]
    public async Task Dispose_WhileAReadPends_IsAFin()
    {
        Task<int> pending = ReadAsync(10);
        await _connection.DisposeAsync();
        Assert.Equal("fin", await _server.ReadEndAsync());
        await Record.ExceptionAsync(() => pending);
        await _connection.DisposeAsync(); // once is enough
    }

    [Fact]
    public async Task Dispose_OfAnExchangeWhoseClientReset_IsAReset()
    {
        Exchange exchange = await BeginAsync("HTTP/2");
        exchange.OnClientGone();
        await _connection.DisposeAsync();
        Assert.Equal("reset", await _server.ReadEndAsync());
    }

    [Fact]
    public async Task Dispose_OfAnExchangeThatIsBoundAfterTheReset_IsAReset()
    {
        var exchange = new Exchange(Context("HTTP/2"), isWebSocket: true, tap: null);
        exchange.OnClientGone();
        Exchange.Current = exchange;
        await _connection.WriteAsync("GET"u8.ToArray(), Token);
        Exchange.Current = null;
        await _server.ReadAsync(3);
        await _connection.DisposeAsync();
        Assert.Equal("reset", await _server.ReadEndAsync());
    }

    // With bytes unread closing would be a reset, and would drop what is on its way.
    [Fact]
    public async Task Dispose_OfAWebSocket_ArrivesWholeThoughTheServerTalks()
    {
        Exchange exchange = await BeginAsync("HTTP/1.1");
        exchange.TapWebSocket(new MemoryStream());
        Assert.True(_connection.Lingers);
        byte[] data = new byte[3_000_000];
        new Random(1).NextBytes(data);
        await _server.SendAsync(new byte[20_000]); // never read
        Task<byte[]> received = _server.ReadToEndAsync();
        await _connection.WriteAsync(data, Token);
        await _connection.DisposeAsync();
        byte[] got = await received;
        Assert.True(data.AsSpan().SequenceEqual(got));
    }

    [Fact]
    public async Task Dispose_OfAWebSocketWhoseServerStays_EndsAllTheSame()
    {
        Exchange exchange = await BeginAsync("HTTP/1.1");
        exchange.TapWebSocket(new MemoryStream());
        await _connection.DisposeAsync();
        Assert.Equal("fin", await _server.ReadEndAsync());
        // It keeps its side open: when the linger time is over nobody is there any more.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            var deadline = System.Diagnostics.Stopwatch.StartNew();
            while (deadline.Elapsed < TimeSpan.FromSeconds(60))
            {
                await _server.SendAsync("x");
                await Task.Delay(20, Token); // until the kernel tells
            }
        });
    }

    [Fact]
    public async Task ServerFinish_OfAWebSocket_IsToldToItsExchange()
    {
        Exchange exchange = await BeginAsync("HTTP/1.1");
        exchange.TapWebSocket(new MemoryStream());
        await _server.SendAsync("x");
        Assert.Equal(1, await ReadAsync(10));
        Assert.Null(exchange.FirstEnd);
        _server.Finish();
        Assert.Equal(0, await ReadAsync(10));
        Assert.Equal(SioProxy.Sessions.ClosedBy.Server, exchange.FirstEnd);
    }

    private async Task<Exchange> BeginAsync(string protocol)
    {
        var exchange = new Exchange(Context(protocol), isWebSocket: true, tap: null);
        Exchange.Current = exchange;
        await _connection.WriteAsync("GET"u8.ToArray(), Token);
        Exchange.Current = null;
        await _server.ReadAsync(3);
        return exchange;
    }

    private static DefaultHttpContext Context(string protocol)
    {
        var context = new DefaultHttpContext();
        context.Request.Protocol = protocol;
        return context;
    }

    private async Task<int> ReadAsync(int count) => await _connection.ReadAsync(new byte[count], Token);

    private void End(bool isReset)
    {
        if (isReset)
        {
            _server.Reset();
        }
        else
        {
            _server.Finish();
        }
    }
}
