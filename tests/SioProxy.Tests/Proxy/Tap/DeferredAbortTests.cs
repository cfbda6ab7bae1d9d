using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using SioProxy.Proxy.Forwarding;
using SioProxy.Proxy.Tap;

namespace SioProxy.Tests.Proxy.Tap;

/// <summary>When the forwarder is told that the client is gone: for a WebSocket not before all that it sent was read.</summary>
public sealed class DeferredAbortTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _clientGone = new();
    private readonly HttpRequestLifetimeFeature _server = new();

    public DeferredAbortTests() => _server.RequestAborted = _clientGone.Token;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _clientGone.Dispose();

    [Fact]
    public async Task Abort_OfAPoll_IsTheServersOwn()
    {
        using DeferredAbort abort = Begin(isWebSocket: false, out _);
        Assert.Equal(_clientGone.Token, abort.RequestAborted);
        Assert.False(abort.HasFired);
        await _clientGone.CancelAsync();
        Assert.True(abort.HasFired);
        abort.OnClientRead();
    }

    [Fact]
    public async Task Abort_OfAWebSocket_WaitsUntilTheClientsBytesAreRead()
    {
        using DeferredAbort abort = Begin(isWebSocket: true, out Exchange exchange);
        Stream client = exchange.TapWebSocket(new MemoryStream([1, 2, 3]));
        await _clientGone.CancelAsync();
        Assert.True(abort.HasFired);
        Assert.False(abort.RequestAborted.IsCancellationRequested);
        Assert.Equal(3, await client.ReadAsync(new byte[10], Token));
        Assert.False(abort.RequestAborted.IsCancellationRequested);
        Assert.Equal(0, await client.ReadAsync(new byte[10], Token));
        Assert.True(abort.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Abort_OfAWebSocketThatNobodyReads_ComesAfterTheGrace()
    {
        using DeferredAbort abort = Begin(isWebSocket: true, out Exchange exchange);
        exchange.TapWebSocket(new MemoryStream([1]));
        await _clientGone.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(abort.RequestAborted.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(abort.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Abort_OfAWebSocketThatWasReadToItsEnd_ComesAtOnce()
    {
        using DeferredAbort abort = Begin(isWebSocket: true, out Exchange exchange);
        Stream client = exchange.TapWebSocket(new MemoryStream());
        Assert.Equal(0, await client.ReadAsync(new byte[10], Token));
        Assert.False(abort.RequestAborted.IsCancellationRequested); // half a close is none
        await _clientGone.CancelAsync();
        Assert.True(abort.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Abort_BeforeTheUpgrade_ComesAtOnce()
    {
        using DeferredAbort abort = Begin(isWebSocket: true, out _);
        await _clientGone.CancelAsync();
        Assert.True(abort.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Abort_ThatHadFiredBefore_IsSeen()
    {
        await _clientGone.CancelAsync();
        using DeferredAbort abort = Begin(isWebSocket: true, out _);
        Assert.True(abort.RequestAborted.IsCancellationRequested);
    }

    // A stream of HTTP/2 that did not finish was reset: nothing more can come.
    [Fact]
    public async Task Abort_OfAReset_ComesAtOnce()
    {
        using DeferredAbort abort = Begin(isWebSocket: true, out Exchange exchange, protocol: "HTTP/2");
        exchange.TapWebSocket(new MemoryStream([1]));
        await _clientGone.CancelAsync();
        Assert.True(exchange.IsClientReset);
        Assert.True(abort.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Abort_AfterTheExchange_IsNobodysConcern()
    {
        DeferredAbort abort = Begin(isWebSocket: true, out Exchange exchange);
        exchange.TapWebSocket(new MemoryStream([1]));
        await _clientGone.CancelAsync();
        abort.Dispose();
        abort.OnClientRead();
        _time.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Abort_ByTheForwarder_IsTheServers()
    {
        var server = new AbortedServer();
        var context = new DefaultHttpContext();
        using var abort = new DeferredAbort(server, new Exchange(context, isWebSocket: true, tap: null), _time);
        abort.Abort();
        Assert.True(server.IsAborted);
    }

    private DeferredAbort Begin(bool isWebSocket, out Exchange exchange, string protocol = "HTTP/1.1")
    {
        var context = new DefaultHttpContext();
        context.Request.Protocol = protocol;
        exchange = new Exchange(context, isWebSocket, tap: null);
        var abort = new DeferredAbort(_server, exchange, _time);
        exchange.Abort = abort;
        return abort;
    }

    private sealed class AbortedServer : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}
