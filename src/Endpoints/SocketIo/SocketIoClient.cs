using SioProxy.Endpoints.EngineIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>A Socket.IO client as releases 2.x, 3.x and 4.x are: one connection, any number of namespaces on it.</summary>
public sealed class SocketIoClient(Uri target, SocketIoClientOptions? options = null) : IAsyncDisposable
{
    private readonly SocketIoClientOptions _options = options ?? new SocketIoClientOptions();

    public Uri Target => target;
    public SocketIoClientOptions Options => _options;

    /// <summary>The connection of now; null before the first.</summary>
    public EngineIoClient? Engine { get; }

    /// <summary>The namespaces joined or asked for.</summary>
    public IReadOnlyCollection<ClientSocket> Sockets { get; } = [];

    /// <summary>Opens the connection only. Not needed before <see cref="JoinAsync"/>, which does so.</summary>
    /// <exception cref="EngineIoException">Refused, unreachable, or not Engine.IO.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Joins a namespace, connecting first if need be.</summary>
    /// <exception cref="SocketIoException">CONNECT_ERROR, or no answer in time.</exception>
    /// <exception cref="EngineIoException">The connection was refused or lost.</exception>
    public Task<ClientSocket> JoinAsync(
        string namespaceName = "/",
        ClientSocketOptions? socketOptions = null,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    /// <summary>Sends one Socket.IO packet as it is, whatever the state of its namespace.</summary>
    public ValueTask SendAsync(SocketIoMessage message, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Disconnects every namespace and closes the connection.</summary>
    public Task CloseAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
