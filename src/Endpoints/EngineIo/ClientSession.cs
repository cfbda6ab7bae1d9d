using System.Net.WebSockets;
using System.Threading.Channels;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>A client's session whatever its transport is: what waits to be sent, what has come, the heartbeat, and the end.</summary>
internal sealed class ClientSession : IDisposable
{
    private readonly Channel<EnginePacket> _received;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _upgraded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ClientHeartbeat _heartbeat;
    private volatile bool _isClosing;

    public ClientSession(EngineIoClientOptions options)
    {
        Options = options;
        Queue = new PacketQueue(options.SendQueue);
        EndedToken = _ended.Token;
        _received = Channel.CreateBounded<EnginePacket>(
            new BoundedChannelOptions(options.ReceiveQueue) { SingleReader = true }
        );
        _heartbeat = new ClientHeartbeat(
            options,
            ping: () => Queue.Enqueue(new EnginePacket(EngineIoPacketType.Ping, default)),
            dead: () => End(EngineReason.PingTimeout)
        );
    }

    public EngineIoClientOptions Options { get; }

    public PacketQueue Queue { get; }

    /// <summary>Cancelled when the session has ended.</summary>
    public CancellationToken EndedToken { get; }

    /// <summary>The messages of the server, in order.</summary>
    public ChannelReader<EnginePacket> Received => _received.Reader;

    /// <summary>Completes, with a reason of <see cref="EngineReason"/>, when the session has ended.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>Completes when no upgrade is under way or will be.</summary>
    public Task<bool> Upgraded => _upgraded.Task;

    /// <summary>What went wrong, if something did, when the session ended.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether the client wants to close.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>Why a transport that ended without an error ended the session.</summary>
    public string ReasonOf(string? transports) =>
        IsClosing ? EngineReason.ForcedClose : transports ?? EngineReason.TransportClose;

    /// <summary>Whether an exception only says that a connection is gone.</summary>
    public static bool IsLoss(Exception e) =>
        e is HttpRequestException or IOException or WebSocketException or ObjectDisposedException;

    public void Begin(EngineIoHandshake handshake) => _heartbeat.Start(handshake);

    public void BeginClosing()
    {
        _isClosing = true;
        Queue.Enqueue(new EnginePacket(EngineIoPacketType.Close, default));
        Queue.CompleteAdding();
    }

    public void SetUpgraded(bool value) => _upgraded.TrySetResult(value);

    /// <summary>Shows a packet to whoever observes.</summary>
    public void Observe(Direction direction, Transport transport, EnginePacket packet) =>
        Options.Observer?.Invoke(new EngineTraffic(direction, transport, packet));

    /// <summary>A packet has come.</summary>
    /// <returns>False when nothing is to be read any more.</returns>
    public async ValueTask<bool> ReceiveAsync(EnginePacket packet, Transport transport)
    {
        Observe(Direction.ServerToClient, transport, packet);
        _heartbeat.OnPacket(packet.Type);
        switch (packet.Type)
        {
            case EngineIoPacketType.Message:
                return await DeliverAsync(packet);
            case EngineIoPacketType.Ping when Options.Version == EngineIoVersion.V4:
                Queue.Enqueue(new EnginePacket(EngineIoPacketType.Pong, default));
                return true;
            case EngineIoPacketType.Close when transport == Transport.Polling:
                End(EngineReason.TransportClose);
                return false;
            case EngineIoPacketType.Noop when IsClosing && Queue.IsDrained:
                return false; // the server's answer to our close
            default:
                return true;
        }
    }

    /// <summary>Ends it; only the first call counts.</summary>
    public void End(string reason, Exception? failure = null)
    {
        if (!_closed.TrySetResult(reason))
        {
            return;
        }
        Failure = failure is OperationCanceledException ? null : failure;
        _heartbeat.Dispose();
        Queue.Discard();
        _received.Writer.TryComplete();
        _upgraded.TrySetResult(false);
        _ended.Cancel();
    }

    public void Dispose()
    {
        _heartbeat.Dispose();
        Queue.Dispose();
        _ended.Dispose();
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
}
