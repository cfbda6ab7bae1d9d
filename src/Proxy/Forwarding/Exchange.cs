using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using SioProxy.Protocol;
using SioProxy.Proxy.Tap;
using SioProxy.Recording;
using SioProxy.Sessions;

namespace SioProxy.Proxy.Forwarding;

/// <summary>One request on its way through the proxy, from its head to its end.</summary>
internal sealed class Exchange(HttpContext context, bool isWebSocket, ConnectionTap? tap)
{
    private static readonly AsyncLocal<Exchange?> Flow = new();

    private int _firstEnd;

    /// <summary>The exchange whose flow this is; null outside of any.</summary>
    public static Exchange? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>Where it is recorded; null when it is not.</summary>
    public ConnectionTap? Tap { get; } = tap;

    /// <summary>What the client's connection had in common so far; null where that is not kept.</summary>
    public KeptHeads? Heads { get; init; }

    /// <summary>Whether the client asks for a WebSocket.</summary>
    public bool IsWebSocket { get; } = isWebSocket;

    /// <summary>Whether the WebSocket is established.</summary>
    public bool IsUpgraded { get; private set; }

    /// <summary>Whether all that the client sent on its WebSocket has been read.</summary>
    public bool IsClientRead { get; private set; }

    /// <summary>Whether the client reset its connection.</summary>
    public bool IsClientReset { get; private set; }

    /// <summary>Who finished a WebSocket first; null when neither did.</summary>
    public ClosedBy? FirstEnd =>
        Volatile.Read(ref _firstEnd) switch
        {
            1 => ClosedBy.Client,
            2 => ClosedBy.Server,
            _ => null,
        };

    /// <summary>The node that is asked.</summary>
    public Node? Node { get; set; }

    /// <summary>Whether the node may say that it does not know the session, so that another one is asked.</summary>
    public bool IsAsking { get; set; }

    /// <summary>Whether the node said that it does not know the session.</summary>
    public bool IsSessionUnknown { get; set; }

    /// <summary>Looks for the sid in the response's first bytes; null when it need not be known.</summary>
    public SidScanner? SidScanner { get; set; }

    /// <summary>Defers the client's FIN until its bytes were read.</summary>
    public DeferredAbort? Abort { get; set; }

    private UpstreamConnection? Upstream { get; set; }

    private Stream? ClientStream { get; set; }

    /// <summary>The connection that carries the request; again when another one does.</summary>
    public void Bind(UpstreamConnection upstream)
    {
        Upstream = upstream;
        if (IsClientReset)
        {
            upstream.ResetsOnClose = true;
        }
    }

    /// <summary>The server accepted an upgrade: takes its connection from the HTTP client.</summary>
    /// <returns>What stands for the connection from now on.</returns>
    public async Task<HttpContent> TakeUpstreamAsync(HttpContent upgraded, CancellationToken cancellationToken)
    {
        Stream stream = await upgraded.ReadAsStreamAsync(cancellationToken);
        if (Upstream is not { } upstream || !stream.CanWrite) // a 101 to a HEAD: the client keeps the connection
        {
            return upgraded;
        }
        await upstream.TakeOverAsync(stream, cancellationToken);
        return new UpgradedContent(upstream);
    }

    /// <summary>The WebSocket is established: taps the client's stream.</summary>
    public Stream TapWebSocket(Stream stream)
    {
        IsUpgraded = true;
        context.Features.Get<HeldFin>()?.PassThrough();
        if (Upstream is not null)
        {
            Upstream.Lingers = true;
        }
        if (!IsWebSocket)
        {
            return stream;
        }
        ClientStream = stream;
        return new TappedStream(stream, Tap, OnClientFinished);
    }

    /// <summary>Waits until the client has what the server sent before it finished.</summary>
    public Task LingerAsync(TimeProvider time, CancellationToken stopping) =>
        ClientStream is null || FirstEnd != ClosedBy.Server || HttpProtocol.IsHttp2(context.Request.Protocol)
            ? Task.CompletedTask
            : ClientLinger.WaitAsync(
                ClientStream,
                context.Features.Get<IConnectionSocketFeature>()?.Socket,
                finishes: !context.Request.IsHttps,
                time,
                stopping
            );

    /// <summary>Fires when the client's connection is gone; never for HTTP/2, whose streams end one by one.</summary>
    public CancellationToken ConnectionClosed =>
        HttpProtocol.IsHttp2(context.Request.Protocol)
            ? CancellationToken.None
            : context.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed ?? CancellationToken.None;

    /// <summary>The client's connection is gone, but its socket is not disposed yet.</summary>
    public void OnConnectionClosed()
    {
        if (TcpState.IsReset(context.Features.Get<IConnectionSocketFeature>()?.Socket))
        {
            PassResetOn();
        }
    }

    /// <summary>The client is gone.</summary>
    /// <returns>Whether it reset its connection, so that nothing more can come.</returns>
    public bool OnClientGone()
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol) && IsWebSocket)
        {
            PassResetOn(); // a stream is finished by its end flag; all else is a reset
        }
        return IsClientReset;
    }

    /// <summary>The server finished its side of the WebSocket.</summary>
    public void OnServerFinished()
    {
        if (Interlocked.CompareExchange(ref _firstEnd, 2, 0) == 0 && IsWebSocket && IsUpgraded)
        {
            Tap?.OnBodyEnd(Direction.ServerToClient); // all its bytes were tapped before: a close frame may answer now
        }
    }

    private void OnClientFinished(Exception? error)
    {
        Interlocked.CompareExchange(ref _firstEnd, 1, 0);
        if (TcpState.IsReset(error))
        {
            PassResetOn();
        }
        IsClientRead = true;
        Abort?.OnClientRead();
    }

    private void PassResetOn()
    {
        IsClientReset = true;
        if (Upstream is not null)
        {
            Upstream.ResetsOnClose = true;
        }
    }
}
