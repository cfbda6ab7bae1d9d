using System.Threading.Channels;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>One client of the server, over all its transports.</summary>
public sealed class EngineIoServerSession : IDisposable
{
    private readonly EngineIoServerOptions _options;
    private readonly Action<EngineIoServerSession> _remove;
    private readonly Lock _lock = new();
    private readonly Channel<EnginePacket> _received;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private bool _awaitsPong;
    private string? _closingReason;

    internal EngineIoServerSession(
        string id,
        EngineHandshakeRequest request,
        EngineIoServerOptions options,
        Action<EngineIoServerSession> remove
    )
    {
        Id = id;
        Request = request;
        Transport = request.Transport;
        SupportsBinary = string.IsNullOrEmpty(request.Query["b64"]) && !request.Query.ContainsKey("j");
        IsJsonp = request.Query.ContainsKey("j");
        _options = options;
        _remove = remove;
        Queue = new PacketQueue(options.SendQueue);
        _received = Channel.CreateBounded<EnginePacket>(
            new BoundedChannelOptions(options.ReceiveQueue) { SingleReader = true }
        );
        EndedToken = _ended.Token;
        _timer = options.TimeProvider.CreateTimer(
            static state => ((EngineIoServerSession)state!).OnTimer(),
            this,
            Version == EngineIoVersion.V3 ? options.PingInterval + options.PingTimeout : options.PingInterval,
            Timeout.InfiniteTimeSpan
        );
    }

    public string Id { get; }
    public EngineIoVersion Version => Request.Version;
    public EngineHandshakeRequest Request { get; }

    /// <summary>The transport of now.</summary>
    public Transport Transport { get; private set; }

    /// <summary>Completes, with a reason of <see cref="EngineReason"/>, when the session has ended.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>Cancelled when the session has ended.</summary>
    public CancellationToken EndedToken { get; }

    internal PacketQueue Queue { get; }
    internal bool SupportsBinary { get; }
    internal bool IsJsonp { get; }
    internal bool IsAborted { get; private set; }

    /// <summary>The reason of a session that has ended, null before.</summary>
    internal string? Ended => _closed.Task.IsCompletedSuccessfully ? _closingReason : null;

    /// <summary>Whether a poll, a POST or an upgrade is under way; polling and upgrading look after these.</summary>
    internal ExclusiveFlag Poll { get; } = new();
    internal ExclusiveFlag Post { get; } = new();
    internal ExclusiveFlag Upgrade { get; } = new();

    /// <summary>The messages of the client, in order, until the session ends. To be read by one reader.</summary>
    public IAsyncEnumerable<EnginePacket> ReadAllAsync(CancellationToken cancellationToken = default) =>
        _received.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Sends packets that nothing may come between; waits while the queue is full.</summary>
    /// <returns>False when the session has ended.</returns>
    public ValueTask<bool> SendAsync(
        EnginePacket packet,
        IReadOnlyList<EnginePacket>? followers = null,
        CancellationToken cancellationToken = default
    ) => Queue.EnqueueAsync(packet, followers, cancellationToken);

    /// <summary>Sends what is queued, then ends the session.</summary>
    public Task CloseAsync(string reason = EngineReason.ForcedClose, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_closingReason is null)
            {
                _closingReason = reason;
                _timer.Change(_options.CloseTimeout, Timeout.InfiniteTimeSpan);
                Queue.Enqueue(new EnginePacket(EngineIoPacketType.Close, default));
                Queue.CompleteAdding();
            }
        }
        return Closed.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the session at once by cutting its connections.</summary>
    public void Abort()
    {
        IsAborted = true;
        End(EngineReason.ForcedClose);
    }

    public void Dispose()
    {
        End(EngineReason.ForcedClose);
        Queue.Dispose();
        _ended.Dispose();
    }

    internal void Observe(Direction direction, Transport transport, EnginePacket packet) =>
        _options.Observer?.Invoke(this, new EngineTraffic(direction, transport, packet));

    internal void MoveToWebSocket() => Transport = Transport.WebSocket;

    /// <summary>Takes what a client sent; false when that ends the session.</summary>
    internal async ValueTask<bool> ReceiveAsync(EnginePacket packet, Transport transport)
    {
        Observe(Direction.ClientToServer, transport, packet);
        if (Version == EngineIoVersion.V3)
        {
            Restart(_options.PingInterval + _options.PingTimeout); // any packet shows that the client lives
        }
        switch (packet.Type)
        {
            case EngineIoPacketType.Message:
                return await DeliverAsync(packet);
            case EngineIoPacketType.Ping when Version == EngineIoVersion.V3:
                return Queue.Enqueue(new EnginePacket(EngineIoPacketType.Pong, default));
            case EngineIoPacketType.Ping:
                End(EngineReason.TransportError); // "invalid heartbeat direction"
                return false;
            case EngineIoPacketType.Pong when Version == EngineIoVersion.V4:
                _awaitsPong = false;
                Restart(_options.PingInterval);
                return true;
            case EngineIoPacketType.Close when transport == Transport.Polling:
                End(EngineReason.TransportClose);
                return false;
            default:
                return true; // a close over WebSocket means nothing to the reference, nor do the others
        }
    }

    /// <summary>Ends the session now; what is queued is lost.</summary>
    internal void End(string reason)
    {
        lock (_lock)
        {
            if (_closed.Task.IsCompleted)
            {
                return;
            }
            _closingReason ??= reason;
            _closed.TrySetResult(_closingReason);
        }
        _remove(this);
        _timer.Dispose();
        Queue.Discard();
        _received.Writer.TryComplete();
        _ended.Cancel();
    }

    private async ValueTask<bool> DeliverAsync(EnginePacket packet)
    {
        try
        {
            await _received.Writer.WriteAsync(packet, EndedToken);
            return true;
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Restart(TimeSpan due)
    {
        lock (_lock)
        {
            if (_closingReason is null)
            {
                _timer.Change(due, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void OnTimer()
    {
        if (_closingReason is { } reason)
        {
            End(reason); // nobody came for the last packets
        }
        else if (Version == EngineIoVersion.V4 && !_awaitsPong)
        {
            _awaitsPong = true;
            Restart(_options.PingTimeout);
            Queue.Enqueue(new EnginePacket(EngineIoPacketType.Ping, default));
        }
        else
        {
            End(EngineReason.PingTimeout);
        }
    }
}
