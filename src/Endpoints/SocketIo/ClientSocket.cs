namespace SioProxy.Endpoints.SocketIo;

/// <summary>A client's place in one namespace; it survives reconnects.</summary>
public sealed class ClientSocket
{
    public string Namespace { get; } = "/";

    /// <summary>The socket's id: told by the server (protocol 5), or the session's (protocol 4).</summary>
    public string? Id { get; }

    public bool Connected { get; }

    /// <summary>Whether the last CONNECT brought back the former identity.</summary>
    public bool Recovered { get; }

    /// <summary>What to give to <see cref="ClientSocketOptions.Recovery"/>; null when the server does not offer it.</summary>
    public RecoveryState? Recovery { get; }

    /// <summary>Completes, with the reference's reason (<c>io server disconnect</c>…), when the namespace is left for good.</summary>
    public Task<string> Disconnected { get; } = Task.FromResult("");

    public ValueTask EmitAsync(string name, params ReadOnlySpan<object?> values) =>
        EmitAsync(name, SocketIoArguments.From(values), CancellationToken.None);

    public ValueTask EmitAsync(string name, SocketIoArguments arguments, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<SocketIoArguments> EmitWithAckAsync(string name, params ReadOnlySpan<object?> values) =>
        EmitWithAckAsync(name, SocketIoArguments.From(values), timeout: null, CancellationToken.None);

    /// <exception cref="TimeoutException">No ack in time.</exception>
    /// <exception cref="SocketIoException">The namespace was left before the ack came.</exception>
    public Task<SocketIoArguments> EmitWithAckAsync(
        string name,
        SocketIoArguments arguments,
        TimeSpan? timeout,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    /// <summary>The events, in order, until the namespace is left for good; for sockets joined without a handler.</summary>
    public IAsyncEnumerable<SocketIoEvent> ReadEventsAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Leaves the namespace.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
