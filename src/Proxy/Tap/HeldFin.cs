using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using SioProxy.Proxy.Forwarding;

namespace SioProxy.Proxy.Tap;

/// <summary>
/// Keeps a client's FIN from the server until what came before it has been read and answered. The server takes a FIN for
/// the client's going away and would drop a request whose body is still in its pipe. Only requests with a body are
/// shielded: that its client went is all that the server of a pending poll can learn, and it must learn it at once.
/// </summary>
internal sealed class HeldFin : IDuplexPipe, IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ConnectionContext _connection;
    private readonly TimeProvider _time;
    private readonly HeldFinReader _reader;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _lock = new();
    private ITimer? _grace;
    private bool _hasFinished;
    private bool _isShielded;
    private HttpContext? _exchange;

    private HeldFin(ConnectionContext connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _reader = new HeldFinReader(connection.Transport.Input, OnEndShown);
        Output = connection.Transport.Output;
    }

    public PipeReader Input => _reader;

    public PipeWriter Output { get; }

    /// <summary>What the connection's exchanges have in common.</summary>
    public KeptHeads Heads { get; } = new();

    /// <summary>A connection's way through the server, its FIN held. HTTP/2 ends its streams by itself.</summary>
    public static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next, TimeProvider time)
    {
        if (
            connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual("h2"u8)
            == true
        )
        {
            await next(connection);
            return;
        }
        using var held = new HeldFin(connection, time);
        CancellationToken transportClosed = connection.ConnectionClosed;
        connection.Transport = held;
        connection.ConnectionClosed = held._closed.Token;
        connection.Features.Set(held);
        await using CancellationTokenRegistration registration = transportClosed.UnsafeRegister(
            static state => ((HeldFin)state!).OnTransportClosed(),
            held
        );
        await next(connection);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _exchange = null;
            _grace?.Dispose();
        }
        _closed.Dispose();
    }

    /// <summary>A request begins; its head has been read.</summary>
    /// <param name="hasBody">Whether it is to be shielded from the FIN behind it.</param>
    public void BeginExchange(HttpContext exchange, bool hasBody)
    {
        lock (_lock)
        {
            _exchange = exchange;
            _isShielded = hasBody;
            if (!_hasFinished)
            {
                return;
            }
            if (hasBody)
            {
                StartGrace();
                return;
            }
        }
        Fire();
    }

    /// <summary>A request is answered. The server looks for the next one, finds the end, and closes behind the answer.</summary>
    public void EndExchange()
    {
        lock (_lock)
        {
            _exchange = null;
            _grace?.Dispose();
        }
    }

    /// <summary>The connection is a WebSocket from now on, and reads cost nothing more.</summary>
    public void PassThrough()
    {
        _reader.PassesThrough = true;
        Heads.Forget();
    }

    private void OnTransportClosed()
    {
        bool isReset = TcpState.IsReset(_connection.Features.Get<IConnectionSocketFeature>()?.Socket);
        lock (_lock)
        {
            _hasFinished = true;
            if (!isReset && _exchange is null)
            {
                return; // what is in the pipe may be a whole request
            }
            if (!isReset && _isShielded)
            {
                StartGrace();
                return;
            }
        }
        Fire();
    }

    /// <summary>The reader has shown the end: between two requests that is all; within a body it is cut off.</summary>
    private void OnEndShown()
    {
        lock (_lock)
        {
            if (_exchange is null)
            {
                return;
            }
        }
        Fire();
    }

    private void StartGrace() =>
        _grace = _time.CreateTimer(static state => ((HeldFin)state!).OnGrace(), this, Grace, Timeout.InfiniteTimeSpan);

    private void OnGrace()
    {
        lock (_lock)
        {
            if (_exchange is null || _exchange.Response.HasStarted)
            {
                return; // a client that is gone shows when it is written to
            }
        }
        Fire();
    }

    private void Fire()
    {
        try
        {
            _closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // the connection ended at the same moment
        }
    }
}
