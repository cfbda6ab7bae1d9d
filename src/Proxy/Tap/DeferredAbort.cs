using Microsoft.AspNetCore.Http.Features;
using SioProxy.Proxy.Forwarding;

namespace SioProxy.Proxy.Tap;

/// <summary>
/// Tells the forwarder that the client is gone. For a WebSocket not before what it sent has been read: the server takes
/// a FIN for an abort although unread bytes are in its pipe, and the forwarder would drop them. Other exchanges, which come
/// by the thousand, have the server's own token.
/// </summary>
internal sealed class DeferredAbort : IHttpRequestLifetimeFeature, IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly IHttpRequestLifetimeFeature _inner;
    private readonly Exchange _exchange;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource? _source;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenRegistration _closedRegistration;
    private ITimer? _graceTimer;
    private bool _hasFired;
    private bool _isDisposed;

    public DeferredAbort(IHttpRequestLifetimeFeature inner, Exchange exchange, TimeProvider time)
    {
        _inner = inner;
        _exchange = exchange;
        _time = time;
        // Registered after the server's own callback and so run before it, while the socket can still be asked.
        _closedRegistration = exchange.ConnectionClosed.UnsafeRegister(
            static state => ((Exchange)state!).OnConnectionClosed(),
            exchange
        );
        if (!exchange.IsWebSocket)
        {
            RequestAborted = inner.RequestAborted;
            return;
        }
        _source = new CancellationTokenSource();
        RequestAborted = _source.Token;
        _registration = inner.RequestAborted.UnsafeRegister(static state => ((DeferredAbort)state!).OnAborted(), this);
    }

    /// <summary>Whether the client went away.</summary>
    public bool HasFired => _hasFired || (_source is null && _inner.RequestAborted.IsCancellationRequested);

    public CancellationToken RequestAborted { get; set; }

    public void Abort() => _inner.Abort();

    /// <summary>All that the client sent has been read.</summary>
    public void OnClientRead()
    {
        if (_source is null)
        {
            return;
        }
        lock (_source)
        {
            if (!_hasFired || _isDisposed)
            {
                return;
            }
        }
        Fire();
    }

    public void Dispose()
    {
        _closedRegistration.Dispose();
        _registration.Dispose();
        if (_source is null)
        {
            return;
        }
        lock (_source)
        {
            _isDisposed = true;
            _graceTimer?.Dispose();
        }
        _source.Dispose();
    }

    private void OnAborted()
    {
        bool isReset = _exchange.OnClientGone();
        lock (_source!) // registered for WebSockets only
        {
            _hasFired = true;
            if (_isDisposed)
            {
                return;
            }
            if (_exchange.IsUpgraded && !isReset && !_exchange.IsClientRead)
            {
                _graceTimer = _time.CreateTimer(
                    static state => ((DeferredAbort)state!).Fire(),
                    this,
                    Grace,
                    Timeout.InfiniteTimeSpan
                );
                return;
            }
        }
        Fire();
    }

    private void Fire()
    {
        try
        {
            _source!.Cancel(); // only WebSockets get here
        }
        catch (ObjectDisposedException)
        {
            // the exchange ended at the same moment
        }
    }
}
