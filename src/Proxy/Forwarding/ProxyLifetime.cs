namespace SioProxy.Proxy.Forwarding;

/// <summary>Counts the open exchanges, so that a stop can give them a chance and then close them.</summary>
internal sealed class ProxyLifetime : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private volatile bool _isStopping;

    public ProxyLifetime() => Closing = _closing.Token;

    /// <summary>Fires when the exchanges that are still open are to end.</summary>
    public CancellationToken Closing { get; }

    /// <summary>How many exchanges are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Counts an exchange until the result is disposed.</summary>
    public Visit Enter()
    {
        Interlocked.Increment(ref _open);
        return new Visit(this);
    }

    /// <summary>Completes when no exchange is open.</summary>
    public Task WhenIdleAsync()
    {
        _isStopping = true;
        if (Open == 0)
        {
            _idle.TrySetResult();
        }
#pragma warning disable VSTHRD003 // completed by exchanges; there is no context to deadlock on
        return _idle.Task;
#pragma warning restore VSTHRD003
    }

    /// <summary>Ends what is still open.</summary>
    public Task CloseAsync() => _closing.CancelAsync();

    public void Dispose() => _closing.Dispose();

    private void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0 && _isStopping)
        {
            _idle.TrySetResult();
        }
    }

    /// <summary>An open exchange.</summary>
    public readonly struct Visit(ProxyLifetime lifetime) : IDisposable
    {
        public void Dispose() => lifetime.Leave();
    }
}
