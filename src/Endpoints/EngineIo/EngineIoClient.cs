using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>One Engine.IO session from the client's side: handshake, polling, upgrade, heartbeat. Made for one connection.</summary>
public sealed class EngineIoClient : IAsyncDisposable
{
    private readonly EndpointConnector _connector;
    private readonly ClientRequests _requests;
    private readonly ClientSession _session;
    private Task _running = Task.CompletedTask;

    public EngineIoClient(Uri target, EngineIoClientOptions options)
    {
        Target = target;
        Options = options;
        _connector = options.Connector ?? new EndpointConnector(options.VerifyCertificate);
        _requests = new ClientRequests(target, options, _connector);
        _session = new ClientSession(options);
        Transport = options.Transports[0];
    }

    public Uri Target { get; }
    public EngineIoClientOptions Options { get; }

    /// <summary>The server's handshake, once connected.</summary>
    public EngineIoHandshake? Handshake { get; private set; }

    /// <summary>The transport of now.</summary>
    public Transport Transport { get; private set; }

    /// <summary>Completes when no upgrade is under way or will be: true when the session moved to WebSocket.</summary>
    public Task<bool> Upgraded => _session.Upgraded;

    /// <summary>Completes, with a reason of <see cref="EngineReason"/>, when the session has ended.</summary>
    public Task<string> Closed => _session.Closed;

    /// <summary>What went wrong, if something did, when the session ended.</summary>
    public Exception? Failure => _session.Failure;

    /// <exception cref="EngineIoException">Refused, unreachable, or not Engine.IO.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        using var timeout = new CancellationTokenSource(Options.Timeout, Options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await (Transport == Transport.Polling ? OpenPollingAsync(linked.Token) : OpenWebSocketAsync(linked.Token));
        }
        catch (Exception e) when (ClientSession.IsLoss(e) || e is EngineIoException or OperationCanceledException)
        {
            _session.End(EngineReason.TransportError, e);
            cancellationToken.ThrowIfCancellationRequested();
            throw e as EngineIoException ?? Unreachable(e);
        }
    }

    /// <summary>The messages of the server, in order, until the session ends. To be read by one reader.</summary>
    public IAsyncEnumerable<EnginePacket> ReadAllAsync(CancellationToken cancellationToken = default) =>
        _session.Received.ReadAllAsync(cancellationToken);

    /// <summary>Sends packets that nothing may come between; waits while the queue is full.</summary>
    /// <exception cref="EngineIoException">The session has ended.</exception>
    public async ValueTask SendAsync(
        EnginePacket packet,
        IReadOnlyList<EnginePacket>? followers = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!await _session.Queue.EnqueueAsync(packet, followers, cancellationToken))
        {
            string reason = Closed.IsCompleted ? await Closed : EngineReason.ForcedClose;
            throw new EngineIoException($"The session has ended ({reason}).", Failure) { Reason = reason };
        }
    }

    /// <summary>Sends what is queued, then closes as a client does.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        _session.BeginClosing();
        await Task.WhenAny(_running, Task.Delay(Options.Timeout, Options.TimeProvider, cancellationToken));
        _session.End(EngineReason.ForcedClose);
        await _running;
    }

    /// <summary>Cuts the connections, as a lost network does.</summary>
    public void Abort() => _session.End(EngineReason.TransportError);

    public async ValueTask DisposeAsync()
    {
        _session.End(EngineReason.ForcedClose);
        await _running;
        _session.Dispose();
        if (Options.Connector is null)
        {
            _connector.Dispose();
        }
    }

    private EngineIoException Unreachable(Exception e) =>
        e is OperationCanceledException
            ? new EngineIoException($"{Target} did not answer in time.", e)
            : new EngineIoException($"{Target} cannot be reached: {e.GetBaseException().Message}", e);

    private async Task OpenPollingAsync(CancellationToken cancellationToken)
    {
        var packets = new List<EnginePacket>();
        bool isWhole = await _requests.GetAsync(sid: null, packets, cancellationToken);
        Begin(packets.Count > 0 ? packets[0] : null);
        for (int i = 1; i < packets.Count; i++)
        {
            await _session.ReceiveAsync(packets[i], Transport.Polling);
        }
        if (!isWhole)
        {
            _session.End(EngineReason.ParseError);
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
        _session.SetUpgraded(false);
        _running = new ClientWebSocket(_session, transport).RunAsync();
    }

    private void Begin(EnginePacket? first)
    {
        if (first is not { Type: EngineIoPacketType.Open } open)
        {
            throw new EngineIoException(
                $"{Target} does not answer as an Engine.IO {(int)Options.Version} server does."
            );
        }
        _session.Observe(Direction.ServerToClient, Transport, open);
        if (!EngineIoHandshake.TryParse(open.Data, out EngineIoHandshake? handshake))
        {
            throw new EngineIoException($"{Target} sent a handshake without a session id.");
        }
        Handshake = handshake;
        _session.Begin(handshake!);
    }

    private async Task RunPollingAsync(bool upgrade)
    {
        var polling = new ClientPolling(_session, _requests, Handshake!);
        Task runs = polling.RunAsync();
        WebSocketTransport? transport = upgrade ? await ProbeAsync(polling) : null;
        if (transport is null)
        {
            _session.SetUpgraded(false);
        }
        await runs;
        _session.Queue.Resume();
        if (transport is null)
        {
            _session.End(_session.ReasonOf(transports: null));
            return;
        }
        try
        {
            var packet = new EnginePacket(EngineIoPacketType.Upgrade, default);
            _session.Observe(Direction.ClientToServer, Transport.WebSocket, packet);
            await transport.SendAsync(packet, _session.EndedToken);
            Transport = Transport.WebSocket;
            _session.SetUpgraded(true);
        }
        catch (Exception e) when (ClientSession.IsLoss(e) || e is OperationCanceledException)
        {
            _session.End(EngineReason.TransportError, e);
            _session.SetUpgraded(false);
        }
        await new ClientWebSocket(_session, transport).RunAsync();
    }

    /// <returns>A WebSocket that the server has answered on, polling paused; null when that failed.</returns>
    private async Task<WebSocketTransport?> ProbeAsync(ClientPolling polling)
    {
        using var timeout = new CancellationTokenSource(Options.Timeout, Options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_session.EndedToken, timeout.Token);
        WebSocketTransport? transport = null;
        try
        {
            transport = await _requests.OpenWebSocketAsync(Handshake!.Sid, linked.Token);
            var probe = new EnginePacket(EngineIoPacketType.Ping, "probe"u8.ToArray());
            _session.Observe(Direction.ClientToServer, Transport.WebSocket, probe);
            await transport.SendAsync(probe, linked.Token);
            if (
                await transport.ReceiveAsync(linked.Token) is { Type: EngineIoPacketType.Pong } pong
                && pong.Data.Span.SequenceEqual("probe"u8)
            )
            {
                _session.Observe(Direction.ServerToClient, Transport.WebSocket, pong);
                polling.Pause();
                return transport;
            }
        }
        catch (Exception e) when (ClientSession.IsLoss(e) || e is EngineIoException or OperationCanceledException)
        {
            // The session stays on polling, as with the reference.
        }
        transport?.Dispose();
        return null;
    }
}
