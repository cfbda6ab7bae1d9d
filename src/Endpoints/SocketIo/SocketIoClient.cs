using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>A Socket.IO client as releases 2.x, 3.x and 4.x are: one connection, any number of namespaces on it.</summary>
public sealed class SocketIoClient(Uri target, SocketIoClientOptions? options = null) : IAsyncDisposable
{
    private readonly SocketIoClientOptions _options = options ?? new SocketIoClientOptions();
    private readonly ConcurrentDictionary<string, ClientSocket> _sockets = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _disposed = new();
    private Task _running = Task.CompletedTask;
    private bool _rootIsJoined;
    private volatile bool _leaving;

    public Uri Target => target;
    public SocketIoClientOptions Options => _options;

    /// <summary>The connection of now; null before the first.</summary>
    public EngineIoClient? Engine { get; private set; }

    /// <summary>The namespaces joined or asked for.</summary>
    public ICollection<ClientSocket> Sockets => _sockets.Values;

    internal SocketIoCodec Codec { get; } =
        new((options ?? new SocketIoClientOptions()).Parser, (options ?? new SocketIoClientOptions()).Revision);

    /// <summary>Opens the connection only. Not needed before <see cref="JoinAsync"/>, which does so.</summary>
    /// <exception cref="EngineIoException">Refused, unreachable, or not Engine.IO.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        await _connecting.WaitAsync(either.Token);
        try
        {
            if (Engine is { Closed.IsCompleted: false })
            {
                return;
            }
            if (Engine is not null)
            {
                await Engine.DisposeAsync();
            }
            _rootIsJoined = false;
            var engine = new EngineIoClient(target, _options.EngineOptions);
            Engine = engine;
            await engine.ConnectAsync(either.Token);
            _running = RunAsync(engine);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Joins a namespace, connecting first if need be. One that was lost is joined again, recovering what can be.</summary>
    /// <exception cref="SocketIoException">CONNECT_ERROR, or no answer in time.</exception>
    /// <exception cref="EngineIoException">The connection was refused or lost.</exception>
    public async Task<ClientSocket> JoinAsync(
        string namespaceName = "/",
        ClientSocketOptions? socketOptions = null,
        CancellationToken cancellationToken = default
    )
    {
        ClientSocket socket = _sockets.GetOrAdd(
            namespaceName,
            static (name, state) => new ClientSocket(state.Client, name, state.Options ?? new ClientSocketOptions()),
            (Client: this, Options: socketOptions)
        );
        if (socketOptions is not null)
        {
            socket.Options = socketOptions;
        }
        if (socket.Connected)
        {
            return socket;
        }
        Task joined = socket.ExpectJoin();
        await ConnectAsync(cancellationToken);
        await SendConnectAsync(socket, cancellationToken);
        try
        {
            await joined.WaitAsync(_options.ConnectTimeout, _options.Engine.TimeProvider, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new SocketIoException($"{target} did not answer the CONNECT of {namespaceName} in time.", e);
        }
        return socket;
    }

    /// <summary>Sends one Socket.IO packet as it is, whatever the state of its namespace.</summary>
    /// <exception cref="EngineIoException">There is no connection.</exception>
    public async ValueTask SendAsync(SocketIoMessage message, CancellationToken cancellationToken = default)
    {
        EngineIoClient engine = Engine ?? throw new EngineIoException("The client is not connected.");
        EnginePacket packet = Codec.Encode(message, out IReadOnlyList<EnginePacket>? followers);
        _options.Sent?.Invoke(message);
        await engine.SendAsync(packet, followers, cancellationToken);
    }

    /// <summary>Disconnects every namespace and closes the connection.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        _leaving = true;
        foreach (ClientSocket socket in _sockets.Values)
        {
            await socket.DisconnectAsync(cancellationToken);
        }
        if (Engine is { } engine)
        {
            await engine.CloseAsync(cancellationToken);
        }
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        _leaving = true;
        await _disposed.CancelAsync();
        await _connecting.WaitAsync(); // a connection that is being opened is given up first
        if (Engine is not null)
        {
            await Engine.DisposeAsync();
        }
        await _running;
        _disposed.Dispose();
        _connecting.Dispose();
    }

    internal void Forget(ClientSocket socket) =>
        _sockets.TryRemove(new KeyValuePair<string, ClientSocket>(socket.Namespace, socket));

    private async ValueTask SendConnectAsync(ClientSocket socket, CancellationToken cancellationToken)
    {
        bool isRoot = string.Equals(socket.Namespace, "/", StringComparison.Ordinal);
        if (_options.Version != SocketIoClientVersion.V2)
        {
            await SendAsync(socket.ConnectPacket(), cancellationToken);
        }
        else if (!isRoot)
        {
            await SendAsync(socket.ConnectPacket() with { Payload = null }, cancellationToken);
        }
        else if (_rootIsJoined)
        {
            socket.OnJoined(Engine!.Handshake!.Sid, pid: null); // the server joined it before it was asked for
        }
    }

    private async Task RunAsync(EngineIoClient engine)
    {
        var assembler = new PacketAssembler(Codec);
        using var runs = new HandlerRuns(_options.OnError);
        try
        {
            await foreach (EnginePacket packet in engine.ReadAllAsync(_disposed.Token))
            {
                OperationStatus status = assembler.Add(packet, out SocketIoMessage? message, out _);
                if (status == OperationStatus.InvalidData)
                {
                    break; // the reference closes with "parse error"
                }
                if (message is not null)
                {
                    _options.Received?.Invoke(message);
                    await OnMessageAsync(message, runs);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        bool isParseError = !engine.Closed.IsCompleted && !_disposed.IsCancellationRequested;
        engine.Abort();
        OnLost(isParseError ? EngineReason.ParseError : await engine.Closed);
    }

    private async ValueTask OnMessageAsync(SocketIoMessage message, HandlerRuns runs)
    {
        bool isRoot = string.Equals(message.Namespace, "/", StringComparison.Ordinal);
        if (message.Type == SocketIoPacketType.Connect && isRoot)
        {
            _rootIsJoined = true;
        }
        if (!_sockets.TryGetValue(message.Namespace, out ClientSocket? socket))
        {
            return;
        }
        switch (message.Type)
        {
            case SocketIoPacketType.Connect when _options.Version == SocketIoClientVersion.V2:
                string sid = Engine!.Handshake!.Sid;
                socket.OnJoined(isRoot ? sid : $"{message.Namespace}#{sid}", pid: null);
                break;
            case SocketIoPacketType.Connect:
                OnConnect(socket, message);
                break;
            case SocketIoPacketType.ConnectError:
                socket.OnRefused(message);
                break;
            case SocketIoPacketType.Disconnect:
                socket.OnLeft("io server disconnect");
                break;
            case SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent:
                await socket.OnEventAsync(message, runs, _disposed.Token);
                break;
            default:
                socket.Acks.Answer(message);
                break;
        }
    }

    private static void OnConnect(ClientSocket socket, SocketIoMessage message)
    {
        if (message.Payload is { } payload)
        {
            using JsonDocument json = JsonDocument.Parse(payload);
            if (
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("sid", out JsonElement sid)
                && sid.ValueKind == JsonValueKind.String
            )
            {
                string? pid = json.RootElement.TryGetProperty("pid", out JsonElement known) ? known.ToString() : null;
                socket.OnJoined(sid.GetString()!, pid);
                return;
            }
        }
        socket.OnRefused(
            message,
            "The server's CONNECT has no sid: it is a 2.x server, which this client's version does not go with."
        );
    }

    private void OnLost(string reason)
    {
        bool reconnects = _options.Reconnect && !_leaving;
        foreach (ClientSocket socket in _sockets.Values)
        {
            socket.OnLost(_leaving ? "io client disconnect" : reason, isFinal: !reconnects);
        }
        if (reconnects && !_sockets.IsEmpty)
        {
            _ = ReconnectAsync();
        }
    }

    private async Task ReconnectAsync()
    {
        TimeSpan delay = _options.ReconnectDelay;
        for (int attempt = 0; attempt < (_options.ReconnectAttempts ?? int.MaxValue) && !_leaving; attempt++)
        {
            try
            {
                await Task.Delay(delay, _options.Engine.TimeProvider, _disposed.Token);
                await ConnectAsync(_disposed.Token);
                foreach (ClientSocket socket in _sockets.Values)
                {
                    await SendConnectAsync(socket, _disposed.Token);
                }
                return;
            }
            catch (Exception e) when (e is EngineIoException or SocketIoException)
            {
                delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, _options.ReconnectDelayMax.Ticks));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                break;
            }
        }
        foreach (ClientSocket socket in _sockets.Values)
        {
            socket.OnLost(EngineReason.TransportClose, isFinal: true);
        }
    }
}
