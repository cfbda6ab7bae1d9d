using System.Collections.Concurrent;
using System.Text.Json;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>One namespace of a server: who may join, and what happens then.</summary>
public sealed class ServerNamespace
{
    private readonly ConcurrentDictionary<string, ServerSocket> _sockets = new(StringComparer.Ordinal);
    private readonly RecoveryLog? _recovery;

    internal ServerNamespace(string name, SocketIoServerOptions options)
    {
        Name = name;
        _recovery = options.Recovery is { } kept ? new RecoveryLog(kept, options.Engine.TimeProvider) : null;
    }

    public string Name { get; }

    /// <summary>The sockets in it.</summary>
    public ICollection<ServerSocket> Sockets => _sockets.Values;

    /// <summary>Decides about each CONNECT: null accepts, anything else is sent as CONNECT_ERROR.</summary>
    public Func<ServerSocket, CancellationToken, ValueTask<ConnectRefusal?>>? Authorize { get; set; }

    /// <summary>Called for each socket that joined, before its first event is handled.</summary>
    public Func<ServerSocket, CancellationToken, ValueTask>? OnConnection { get; set; }

    /// <summary>Sends an event to every socket, or to those in a room, but one.</summary>
    public async ValueTask EmitAsync(
        string name,
        SocketIoArguments arguments,
        string? room = null,
        ServerSocket? except = null,
        CancellationToken cancellationToken = default
    )
    {
        string? offset = _recovery?.NextOffset();
        SocketIoMessage message = SocketIoCodec.Event(Name, name, arguments, ackId: null, offset);
        if (offset is not null)
        {
            _recovery!.Keep(new RecoveryLog.Kept(offset, message, room, except?.Id));
        }
        var waiting = new List<Task>();
        foreach (ServerSocket socket in _sockets.Values)
        {
            if (ReferenceEquals(socket, except) || (room is not null && !socket.IsIn(room)))
            {
                continue;
            }
            ValueTask<bool> sending = socket.SendAsync(message, cancellationToken);
            if (!sending.IsCompletedSuccessfully)
            {
                waiting.Add(sending.AsTask());
            }
        }
        await Task.WhenAll(waiting);
    }

    /// <summary>Gives a socket a former one's identity and rooms, if its CONNECT asks for it and that can be done.</summary>
    /// <returns>The events that it missed; null when it is a new one.</returns>
    internal IReadOnlyList<SocketIoMessage>? TryRecover(ServerSocket socket, JsonElement auth)
    {
        socket.PrivateId = _recovery is null ? null : ServerSocket.NewId();
        if (
            _recovery is null
            || auth.ValueKind != JsonValueKind.Object
            || !auth.TryGetProperty("pid", out JsonElement pid)
            || !auth.TryGetProperty("offset", out JsonElement offset)
            || pid.ValueKind != JsonValueKind.String
            || offset.ValueKind != JsonValueKind.String
            || _recovery.TryTake(pid.GetString()!, offset.GetString()!) is not { } former
        )
        {
            return null;
        }
        socket.Become(former);
        return former.Missed;
    }

    internal void Add(ServerSocket socket)
    {
        _sockets[socket.Id] = socket;
        socket.Join(socket.Id); // every socket is alone in a room of its own id
    }

    internal void Remove(ServerSocket socket, bool mayComeBack)
    {
        _sockets.TryRemove(socket.Id, out _);
        if (mayComeBack && socket.PrivateId is { } pid)
        {
            _recovery!.Leave(pid, socket.Id, socket.Rooms);
        }
    }
}
