namespace SioProxy.Endpoints.SocketIo;

/// <summary>One namespace of a server: who may join, and what happens then.</summary>
public sealed class ServerNamespace
{
    public string Name { get; } = "/";

    /// <summary>The sockets in it.</summary>
    public IReadOnlyCollection<ServerSocket> Sockets { get; } = [];

    /// <summary>Decides about each CONNECT: null accepts, anything else is sent as CONNECT_ERROR.</summary>
    public Func<ServerSocket, CancellationToken, ValueTask<ConnectRefusal?>>? Authorize { get; set; }

    /// <summary>Called for each socket that joined, before its first event is handled.</summary>
    public Func<ServerSocket, CancellationToken, ValueTask>? OnConnection { get; set; }

    /// <summary>Sends an event to every socket, or to those in a room, but one.</summary>
    public ValueTask EmitAsync(
        string name,
        SocketIoArguments arguments,
        string? room = null,
        ServerSocket? except = null,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();
}
