using System.Text.Json;
using SioProxy.Endpoints.EngineIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>One client in one namespace, as the server sees it.</summary>
public sealed class ServerSocket
{
    public string Id { get; } = "";
    public ServerNamespace Namespace { get; } = null!;
    public EngineIoServerSession Session { get; } = null!;

    /// <summary>The auth object of the CONNECT (protocol 5); undefined without.</summary>
    public JsonElement Auth { get; }

    /// <summary>The query of the namespace (protocol 4), without the question mark.</summary>
    public string? Query { get; }

    /// <summary>Whether it is a former socket that came back.</summary>
    public bool Recovered { get; }

    public IReadOnlyCollection<string> Rooms { get; } = [];

    /// <summary>Completes, with the reference's reason, when the socket has left.</summary>
    public Task<string> Disconnected { get; } = Task.FromResult("");

    /// <summary>Handles the events of that name; handlers are started in order of arrival and not awaited.</summary>
    public void On(string name, Func<SocketIoEvent, CancellationToken, ValueTask> handler) =>
        throw new NotSupportedException();

    /// <summary>Handles the events that no handler is for.</summary>
    public void OnAny(Func<SocketIoEvent, CancellationToken, ValueTask> handler) => throw new NotSupportedException();

    public void Join(string room) => throw new NotSupportedException();

    public void Leave(string room) => throw new NotSupportedException();

    public ValueTask EmitAsync(string name, params ReadOnlySpan<object?> values) =>
        EmitAsync(name, SocketIoArguments.From(values), CancellationToken.None);

    public ValueTask EmitAsync(string name, SocketIoArguments arguments, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<SocketIoArguments> EmitWithAckAsync(string name, params ReadOnlySpan<object?> values) =>
        EmitWithAckAsync(name, SocketIoArguments.From(values), timeout: null, CancellationToken.None);

    /// <exception cref="TimeoutException">No ack in time.</exception>
    /// <exception cref="SocketIoException">The socket left before the ack came.</exception>
    public Task<SocketIoArguments> EmitWithAckAsync(
        string name,
        SocketIoArguments arguments,
        TimeSpan? timeout,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    /// <summary>Sends DISCONNECT; with <paramref name="close"/> ends the whole session too.</summary>
    public Task DisconnectAsync(bool close = false, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
