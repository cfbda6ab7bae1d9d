using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>A client's place in one namespace; it survives reconnects.</summary>
public sealed class ClientSocket
{
    private readonly SocketIoClient _client;
    private TaskCompletionSource<string> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ClientSocket(SocketIoClient client, string namespaceName, ClientSocketOptions options)
    {
        _client = client;
        Namespace = namespaceName;
        Options = options;
        Recovery = options.Recovery;
    }

    public string Namespace { get; }

    /// <summary>The socket's id: told by the server (protocol 5), or made of the session's (protocol 4).</summary>
    public string? Id { get; private set; }

    public bool Connected { get; private set; }

    /// <summary>Whether the last CONNECT brought back the former identity.</summary>
    public bool Recovered { get; private set; }

    /// <summary>What to give to <see cref="ClientSocketOptions.Recovery"/>; null when the server does not offer it.</summary>
    public RecoveryState? Recovery { get; private set; }

    /// <summary>Completes, with the reference's reason (<c>io server disconnect</c>…), when the namespace is left or the connection lost; a new one after each join.</summary>
    public Task<string> Disconnected => _left.Task;

    internal ClientSocketOptions Options { get; set; }
    internal PendingAcks Acks { get; } = new();

    public ValueTask EmitAsync(string name, params ReadOnlySpan<object?> values) =>
        EmitAsync(name, SocketIoArguments.From(values), CancellationToken.None);

    /// <exception cref="SocketIoException">The namespace is not joined.</exception>
    public ValueTask EmitAsync(string name, SocketIoArguments arguments, CancellationToken cancellationToken)
    {
        EnsureConnected();
        return _client.SendAsync(SocketIoCodec.Event(Namespace, name, arguments, ackId: null), cancellationToken);
    }

    public Task<SocketIoArguments> EmitWithAckAsync(string name, params ReadOnlySpan<object?> values) =>
        EmitWithAckAsync(name, SocketIoArguments.From(values), timeout: null, CancellationToken.None);

    /// <exception cref="TimeoutException">No ack in time.</exception>
    /// <exception cref="SocketIoException">The namespace is not joined, or was left before the ack came.</exception>
    public Task<SocketIoArguments> EmitWithAckAsync(
        string name,
        SocketIoArguments arguments,
        TimeSpan? timeout,
        CancellationToken cancellationToken
    )
    {
        EnsureConnected();
        return Acks.AskAsync(
            id => _client.SendAsync(SocketIoCodec.Event(Namespace, name, arguments, id), cancellationToken),
            timeout ?? _client.Options.AckTimeout,
            _client.Options.Engine.TimeProvider,
            cancellationToken
        );
    }

    /// <summary>Leaves the namespace.</summary>
    public async Task DisconnectAsync(CancellationToken cancellationToken = default)
    {
        if (Connected)
        {
            var packet = new SocketIoMessage { Type = SocketIoPacketType.Disconnect, Namespace = Namespace };
            try
            {
                await _client.SendAsync(packet, cancellationToken);
            }
            catch (EngineIoException)
            {
                // The connection is gone, and the namespace with it.
            }
        }
        OnLeft("io client disconnect");
    }

    internal Task ExpectJoin()
    {
        if (_joined.Task.IsCompleted)
        {
            _joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return _joined.Task;
    }

    internal SocketIoMessage ConnectPacket()
    {
        JsonObject? auth = Options.Auth is null
            ? null
            : JsonSerializer.SerializeToNode(Options.Auth, SocketIoJson.Options) as JsonObject;
        if (Recovery is { } recovery)
        {
            auth ??= [];
            auth["pid"] = recovery.Pid;
            if (recovery.Offset is not null)
            {
                auth["offset"] = recovery.Offset;
            }
        }
        return new SocketIoMessage
        {
            Type = SocketIoPacketType.Connect,
            Namespace = Namespace,
            NamespaceQuery = Options.Query,
            Payload = auth is null
                ? null
                : (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(auth.ToJsonString(SocketIoJson.Options)),
        };
    }

    internal void OnJoined(string id, string? pid)
    {
        Recovered = pid is not null && string.Equals(Recovery?.Pid, pid, StringComparison.Ordinal);
        Recovery = pid is null ? null : new RecoveryState(pid, Recovered ? Recovery!.Offset : null);
        Id = id;
        if (_left.Task.IsCompleted)
        {
            _left = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        Connected = true;
        _joined.TrySetResult();
        Options.OnConnected?.Invoke(this);
    }

    internal void OnRefused(SocketIoMessage message, string? explanation = null)
    {
        Connected = false;
        string text = explanation ?? $"{Namespace} refused the connection: {message.PayloadText}";
        _client.Forget(this); // first: who waits may ask for the namespace again at once
        _joined.TrySetException(new SocketIoException(text) { ConnectError = message });
    }

    internal async ValueTask OnEventAsync(
        SocketIoMessage message,
        HandlerRuns runs,
        CancellationToken cancellationToken
    )
    {
        SocketIoArguments arguments = SocketIoCodec.EventArguments(message);
        Func<SocketIoArguments, CancellationToken, ValueTask>? answer = message.AckId is { } id
            ? (values, token) => _client.SendAsync(SocketIoCodec.Ack(Namespace, id, values), token)
            : null;
        // engine.io-client 4.6, Socket.emitEvent: the last argument is the offset, and stays among the arguments.
        if (Recovery is { } recovery && message.AckId is null && arguments.Count > 0)
        {
            Recovery = arguments.Text(arguments.Count - 1) is { } offset ? recovery with { Offset = offset } : recovery;
        }
        var received = new SocketIoEvent(message.EventName ?? "", arguments, message, answer);
        if (Options.OnEvent is { } handler)
        {
            await runs.StartAsync(() => handler(received, cancellationToken), cancellationToken);
        }
    }

    /// <summary>The namespace is left for good.</summary>
    internal void OnLeft(string reason)
    {
        Recovery = null;
        _client.Forget(this);
        OnLost(reason, isFinal: true);
    }

    /// <summary>The connection is gone; <paramref name="isFinal"/>: the client will not look for another by itself.</summary>
    internal void OnLost(string reason, bool isFinal)
    {
        bool wasConnected = Connected;
        Connected = false;
        Acks.FailAll(reason);
        if (isFinal)
        {
            _joined.TrySetException(
                new SocketIoException($"The connection was lost before {Namespace} was joined ({reason}).")
            );
            _ = _joined.Task.Exception; // seen: nobody may be waiting
        }
        _left.TrySetResult(reason);
        if (wasConnected)
        {
            Options.OnDisconnected?.Invoke(this, reason);
        }
    }

    private void EnsureConnected()
    {
        if (!Connected)
        {
            throw new SocketIoException($"{Namespace} is not joined.");
        }
    }
}
