namespace SioProxy.Endpoints.SocketIo;

/// <summary>How a namespace is joined.</summary>
public sealed record ClientSocketOptions
{
    /// <summary>The auth object (protocol 5), serialised as JSON; or JSON itself as a <see cref="System.Text.Json.JsonElement"/>.</summary>
    public object? Auth { get; init; }

    /// <summary>The query string in the namespace (protocol 4), encoded, without the question mark.</summary>
    public string? Query { get; init; }

    /// <summary>What an earlier socket's <see cref="ClientSocket.Recovery"/> was: asks for its identity and missed events.</summary>
    public RecoveryState? Recovery { get; init; }

    /// <summary>Called for every event, in order of arrival, not awaited.</summary>
    public Func<SocketIoEvent, CancellationToken, ValueTask>? OnEvent { get; init; }

    /// <summary>Called at each join, those after a reconnect included.</summary>
    public Action<ClientSocket>? OnConnected { get; init; }

    /// <summary>Called with the reason when the namespace is left or the connection lost.</summary>
    public Action<ClientSocket, string>? OnDisconnected { get; init; }
}
