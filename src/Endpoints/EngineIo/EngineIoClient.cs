using System.Net.WebSockets;
using System.Threading.Channels;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>One Engine.IO session from the client's side: handshake, polling, upgrade, heartbeat. Made for one connection.</summary>
public sealed class EngineIoClient : IAsyncDisposable
{
    private readonly EndpointConnector _connector;
    private readonly ClientRequests _requests;
    private readonly PacketQueue _queue;
    private readonly Channel<EnginePacket> _received;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationToken _endedToken;
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _upgraded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ClientHeartbeat _heartbeat;
    private Task _running = Task.CompletedTask;
    private volatile bool _paused;
    private volatile bool _closing;

    public EngineIoClient(Uri target, EngineIoClientOptions options)
    {
        Target = target;
        Options = options;
        _connector = options.Connector ?? new EndpointConnector(options.VerifyCertificate);
        _requests = new ClientRequests(target, options, _connector);
        _queue = new PacketQueue(options.SendQueue);
        _received = Channel.CreateBounded<EnginePacket>(
            new BoundedChannelOptions(options.ReceiveQueue) { SingleReader = true }
        );
        _endedToken = _ended.Token;
        _heartbeat = new ClientHeartbeat(
            options,
            ping: () => _queue.Enqueue(new EnginePacket(EngineIoPacketType.Ping, default)),
            dead: () => End(EngineReason.PingTimeout)
        );
        Transport = options.Transports[0];
    }

    public Uri Target { get; }
    public EngineIoClientOptions Options { get; }

    /// <summary>The server's handshake, once connected.</summary>
    public EngineIoHandshake? Handshake { get; private set; }

    /// <summary>The transport of now.</summary>
    public Transport Transport { get; private set; }

    /// <summary>Completes when no upgrade is under way or will be: true when the session moved to WebSocket.</summary>
    public Task<bool> Upgraded => _upgraded.Task;

    /// <summary>Completes, with a reason of <see cref="EngineReason"/>, when the session has ended.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>What went wrong, if something did, when the session ended.</summary>
    public Exception? Failure { get; private set; }

    /// <exception cref="EngineIoException">Refused, unreachable, or not Engine.IO.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        using var timeout = new CancellationTokenSource(Options.Timeout, Options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await (Transport == Transport.Polling ? OpenPollingAsync(linked.Token) : OpenWebSocketAsync(linked.Token));
        }
        catch (Exception e) when (EndedBy(e) || e is EngineIoException or OperationCanceledException)
        {
            End(EngineReason.TransportError, e);
            cancellationToken.ThrowIfCancellationRequested();
            throw e as EngineIoException ?? Unreachable(e);
        }
    }

    /// <summary>The messages of the server, in order, until the session ends. To be read by one reader.</summary>
    public IAsyncEnumerable<EnginePacket> ReadAllAsync(CancellationToken cancellationToken = default) =>
        _received.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Sends packets that nothing may come between; waits while the queue is full.</summary>
    /// <exception cref="EngineIoException">The session has ended.</exception>
    public async ValueTask SendAsync(
        EnginePacket packet,
        IReadOnlyList<EnginePacket>? followers = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!await _queue.EnqueueAsync(packet, followers, cancellationToken))
        {
            string reason = _closed.Task.IsCompleted ? await _closed.Task : EngineReason.ForcedClose;
            throw new EngineIoException($"The session has ended ({reason}).", Failure) { Reason = reason };
        }
    }

    /// <summary>Sends what is queued, then closes as a client does.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        _closing = true;
        _queue.Enqueue(new EnginePacket(EngineIoPacketType.Close, default));
        _queue.CompleteAdding();
        await Task.WhenAny(_running, Task.Delay(Options.Timeout, Options.TimeProvider, cancellationToken));
        End(EngineReason.ForcedClose);
        await _running;
    }

    /// <summary>Cuts the connections, as a lost network does.</summary>
    public void Abort() => End(EngineReason.TransportError);

    public async ValueTask DisposeAsync()
    {
        End(EngineReason.ForcedClose);
        await _running;
        _heartbeat.Dispose();
        _queue.Dispose();
        _ended.Dispose();
        if (Options.Connector is null)
        {
            _connector.Dispose();
        }
    }

    private static bool EndedBy(Exception e) =>
        e is HttpRequestException or IOException or WebSocketException or ObjectDisposedException;

    private EngineIoException Unreachable(Exception e) =>
        e is OperationCanceledException
            ? new EngineIoException($"{Target} did not answer in time.", e)
            : new EngineIoException($"{Target} cannot be reached: {e.Message}", e);

    private async Task OpenPollingAsync(CancellationToken cancellationToken)
    {
        var packets = new List<EnginePacket>();
        bool isWhole = await _requests.GetAsync(sid: null, packets, cancellationToken);
        Begin(packets.Count > 0 ? packets[0] : null);
        for (int i = 1; i < packets.Count; i++)
        {
            await ReceiveAsync(packets[i], Transport.Polling);
        }
        if (!isWhole)
        {
            End(EngineReason.ParseError);
        }
        bool upgrade =
            Options.Upgrade
            && Options.Transports.Contains(Transport.WebSocket)
            && Handshake!.Upgrades.Contains("websocket", StringComparer.Ordinal);
        _running = RunPollingAsync(upgrade);
    }

    private async Task OpenWebSocketAsync(CancellationToken cancellationToken)
    {
        WebSocketTransport transport = await _requests.OpenWebSocketAsync(sid: null, cancellationToken);
        try
        {
            Begin(await transport.ReceiveAsync(cancellationToken));
        }
        catch
        {
            transport.Dispose();
            throw;
        }
        _upgraded.TrySetResult(false);
        _running = RunWebSocketAsync(transport);
    }

    private void Begin(EnginePacket? first)
    {
        if (first is not { Type: EngineIoPacketType.Open } open)
        {
            throw new EngineIoException(
                $"{Target} does not answer as an Engine.IO {(int)Options.Version} server does."
            );
        }
        Options.Observer?.Invoke(new EngineTraffic(Direction.ServerToClient, Transport, open));
        if (!EngineIoHandshake.TryParse(open.Data, out EngineIoHandshake? handshake))
        {
            throw new EngineIoException($"{Target} sent a handshake without a session id.");
        }
        Handshake = handshake;
        _heartbeat.Start(handshake!);
    }

    private async Task RunPollingAsync(bool upgrade)
    {
        Task polling = PollAsync();
        Task posting = PostAsync();
        WebSocketTransport? transport = upgrade ? await ProbeAsync() : null;
        if (transport is null)
        {
            _upgraded.TrySetResult(false);
        }
        await polling;
        await posting;
        _queue.Resume();
        if (transport is null)
        {
            End(_closing ? EngineReason.ForcedClose : EngineReason.TransportClose);
            return;
        }
        try
        {
            var packet = new EnginePacket(EngineIoPacketType.Upgrade, default);
            Options.Observer?.Invoke(new EngineTraffic(Direction.ClientToServer, Transport.WebSocket, packet));
            await transport.SendAsync(packet, _endedToken);
            Transport = Transport.WebSocket;
            _upgraded.TrySetResult(true);
        }
        catch (Exception e) when (EndedBy(e) || e is OperationCanceledException)
        {
            End(EngineReason.TransportError, e);
            _upgraded.TrySetResult(false);
        }
        await RunWebSocketAsync(transport);
    }

    /// <returns>A WebSocket that the server has answered on, polling paused; null when that failed.</returns>
    private async Task<WebSocketTransport?> ProbeAsync()
    {
        using var timeout = new CancellationTokenSource(Options.Timeout, Options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_endedToken, timeout.Token);
        WebSocketTransport? transport = null;
        try
        {
            transport = await _requests.OpenWebSocketAsync(Handshake!.Sid, linked.Token);
            var probe = new EnginePacket(EngineIoPacketType.Ping, "probe"u8.ToArray());
            Options.Observer?.Invoke(new EngineTraffic(Direction.ClientToServer, Transport.WebSocket, probe));
            await transport.SendAsync(probe, linked.Token);
            if (
                await transport.ReceiveAsync(linked.Token) is { Type: EngineIoPacketType.Pong } pong
                && pong.Data.Span.SequenceEqual("probe"u8)
            )
            {
                Options.Observer?.Invoke(new EngineTraffic(Direction.ServerToClient, Transport.WebSocket, pong));
                _paused = true;
                _queue.Interrupt();
                return transport;
            }
        }
        catch (Exception e) when (EndedBy(e) || e is EngineIoException or OperationCanceledException)
        {
            // The session stays on polling, as with the reference.
        }
        transport?.Dispose();
        return null;
    }

    private async Task PollAsync()
    {
        var packets = new List<EnginePacket>();
        try
        {
            while (!_paused && !_endedToken.IsCancellationRequested)
            {
                packets.Clear();
                bool isWhole = await _requests.GetAsync(Handshake!.Sid, packets, _endedToken);
                foreach (EnginePacket packet in packets)
                {
                    if (!await ReceiveAsync(packet, Transport.Polling))
                    {
                        return;
                    }
                }
                if (!isWhole)
                {
                    End(EngineReason.ParseError);
                }
            }
        }
        catch (Exception e) when (EndedBy(e) || e is EngineIoException or OperationCanceledException)
        {
            // A poll that was under way, or about to be, when our close got through is refused: that is no failure.
            End(_closing ? EngineReason.ForcedClose : EngineReason.TransportError, _closing ? null : e);
        }
    }

    private async Task PostAsync()
    {
        var packets = new List<EnginePacket>();
        try
        {
            while (!_endedToken.IsCancellationRequested)
            {
                await _queue.WaitAsync(_endedToken);
                if (_paused || _queue.IsDrained)
                {
                    return;
                }
                packets.Clear();
                ClientBatch.Take(_queue, Handshake!.MaxPayload, packets);
                if (packets.Count == 0)
                {
                    continue;
                }
                foreach (EnginePacket packet in packets)
                {
                    Options.Observer?.Invoke(new EngineTraffic(Direction.ClientToServer, Transport.Polling, packet));
                }
                using var timeout = new CancellationTokenSource(Options.Timeout, Options.TimeProvider);
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(_endedToken, timeout.Token);
                await _requests.PostAsync(Handshake.Sid, packets, linked.Token);
            }
        }
        catch (Exception e) when (EndedBy(e) || e is EngineIoException or OperationCanceledException)
        {
            End(EngineReason.TransportError, e);
        }
    }

    private async Task RunWebSocketAsync(WebSocketTransport transport)
    {
        using (transport)
        {
            using var cut = new CancellationTokenSource();
            Task receiving = ReceiveAllAsync(transport, cut.Token);
            bool closes = await SendAllAsync(transport);
            if (!closes)
            {
                transport.Abort();
            }
            cut.CancelAfter(TimeSpan.FromSeconds(5));
            await receiving;
        }
    }

    private async Task ReceiveAllAsync(WebSocketTransport transport, CancellationToken cancellationToken)
    {
        while (await transport.ReceiveAsync(cancellationToken) is { } packet)
        {
            await ReceiveAsync(packet, Transport.WebSocket);
        }
        End(_closing ? EngineReason.ForcedClose : transport.EndReason ?? EngineReason.TransportClose);
    }

    /// <returns>Whether a close frame was sent, so that the server's is to be waited for.</returns>
    private async Task<bool> SendAllAsync(WebSocketTransport transport)
    {
        try
        {
            while (!_queue.IsDrained)
            {
                await _queue.WaitAsync(_endedToken);
                while (_queue.TryDequeue(out EnginePacket packet) && packet.Type != EngineIoPacketType.Close)
                {
                    Options.Observer?.Invoke(new EngineTraffic(Direction.ClientToServer, Transport.WebSocket, packet));
                    await transport.SendAsync(packet, _endedToken);
                }
            }
        }
        catch (Exception e) when (EndedBy(e) || e is OperationCanceledException)
        {
            End(EngineReason.TransportClose, e);
        }
        if (Failure is not null)
        {
            return false;
        }
        bool isAborted =
            _closed.Task.IsCompleted && !_closing && transport.CloseStatus is null && transport.EndReason is null;
        if (!isAborted)
        {
            await transport.CloseOutputAsync(CancellationToken.None);
        }
        return !isAborted;
    }

    private async ValueTask<bool> ReceiveAsync(EnginePacket packet, Transport transport)
    {
        Options.Observer?.Invoke(new EngineTraffic(Direction.ServerToClient, transport, packet));
        _heartbeat.OnPacket(packet.Type);
        switch (packet.Type)
        {
            case EngineIoPacketType.Message:
                return await DeliverAsync(packet);
            case EngineIoPacketType.Ping when Options.Version == EngineIoVersion.V4:
                _queue.Enqueue(new EnginePacket(EngineIoPacketType.Pong, default));
                return true;
            case EngineIoPacketType.Close when transport == Transport.Polling:
                End(EngineReason.TransportClose);
                return false;
            case EngineIoPacketType.Noop when _closing && _queue.IsDrained:
                return false; // the server's answer to our close
            default:
                return true;
        }
    }

    private async ValueTask<bool> DeliverAsync(EnginePacket packet)
    {
        try
        {
            await _received.Writer.WriteAsync(packet, _endedToken);
            return true;
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            return false;
        }
    }

    private void End(string reason, Exception? failure = null)
    {
        if (!_closed.TrySetResult(reason))
        {
            return;
        }
        Failure = failure is OperationCanceledException ? null : failure;
        _heartbeat.Dispose();
        _queue.Discard();
        _received.Writer.TryComplete();
        _upgraded.TrySetResult(false);
        _ended.Cancel();
    }
}
