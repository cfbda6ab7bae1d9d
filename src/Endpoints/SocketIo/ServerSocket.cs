using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>One client in one namespace, as the server sees it.</summary>
public sealed class ServerSocket
{
    private readonly ServerConnection _connection;
    private readonly ConcurrentDictionary<string, Func<SocketIoEvent, CancellationToken, ValueTask>> _handlers = new(
        StringComparer.Ordinal
    );
    private readonly ConcurrentDictionary<string, bool> _rooms = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<string> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ServerSocket(ServerConnection connection, ServerNamespace target, JsonElement auth, string? query)
    {
        _connection = connection;
        Namespace = target;
        Auth = auth;
        Query = query;
        Id = connection.IsRevision4 ? IdOfRevision4(connection.Session.Id, target.Name) : NewId();
    }

    public string Id { get; private set; }
    public ServerNamespace Namespace { get; }
    public EngineIoServerSession Session => _connection.Session;

    /// <summary>The auth object of the CONNECT (protocol 5); undefined without.</summary>
    public JsonElement Auth { get; }

    /// <summary>The query of the namespace (protocol 4), without the question mark.</summary>
    public string? Query { get; }

    /// <summary>Whether it is a former socket that came back.</summary>
    public bool Recovered { get; private set; }

    public IReadOnlyCollection<string> Rooms => [.. _rooms.Keys];

    /// <summary>Completes, with the reference's reason, when the socket has left.</summary>
    public Task<string> Disconnected => _left.Task;

    internal string? PrivateId { get; set; }
    internal PendingAcks Acks { get; } = new();

    /// <summary>Handles the events of that name; handlers are started in order of arrival and not awaited.</summary>
    public void On(string name, Func<SocketIoEvent, CancellationToken, ValueTask> handler) => _handlers[name] = handler;

    public void Join(string room) => _rooms[room] = true;

    public void Leave(string room) => _rooms.TryRemove(room, out _);

    public ValueTask EmitAsync(string name, params ReadOnlySpan<object?> values) =>
        EmitAsync(name, SocketIoArguments.From(values), CancellationToken.None);

    /// <summary>Sends an event; one that goes to a socket that has left goes nowhere, as with the reference.</summary>
    public async ValueTask EmitAsync(string name, SocketIoArguments arguments, CancellationToken cancellationToken)
    {
        if (PrivateId is not null)
        {
            // Kept for the case that the client is lost: to its own room, as the reference does.
            await Namespace.EmitAsync(name, arguments, Id, except: null, cancellationToken);
        }
        else
        {
            await SendAsync(SocketIoCodec.Event(Namespace.Name, name, arguments, ackId: null), cancellationToken);
        }
    }

    public Task<SocketIoArguments> EmitWithAckAsync(string name, params ReadOnlySpan<object?> values) =>
        EmitWithAckAsync(name, SocketIoArguments.From(values), timeout: null, CancellationToken.None);

    /// <exception cref="TimeoutException">No ack in time (20 s when not told).</exception>
    /// <exception cref="SocketIoException">The socket left before the ack came.</exception>
    public Task<SocketIoArguments> EmitWithAckAsync(
        string name,
        SocketIoArguments arguments,
        TimeSpan? timeout,
        CancellationToken cancellationToken
    ) =>
        Acks.AskAsync(
            async id => await SendAsync(SocketIoCodec.Event(Namespace.Name, name, arguments, id), cancellationToken),
            timeout ?? TimeSpan.FromSeconds(20),
            _connection.Options.Engine.TimeProvider,
            cancellationToken
        );

    /// <summary>Sends DISCONNECT; with <paramref name="close"/> does so for every namespace and ends the session.</summary>
    public async Task DisconnectAsync(bool close = false, CancellationToken cancellationToken = default)
    {
        if (close)
        {
            await _connection.CloseAllAsync(cancellationToken);
            return;
        }
        await SendAsync(
            new SocketIoMessage { Type = SocketIoPacketType.Disconnect, Namespace = Namespace.Name },
            cancellationToken
        );
        _connection.Leave(this, "server namespace disconnect");
    }

    internal static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));

    internal bool IsIn(string room) => _rooms.ContainsKey(room);

    internal ValueTask<bool> SendAsync(SocketIoMessage message, CancellationToken cancellationToken) =>
        _connection.SendAsync(message, cancellationToken);

    internal byte[] ConnectPayload() =>
        PrivateId is null
            ? JsonSerializer.SerializeToUtf8Bytes(new { sid = Id }, SocketIoJson.Options)
            : JsonSerializer.SerializeToUtf8Bytes(new { sid = Id, pid = PrivateId }, SocketIoJson.Options);

    internal void Become(RecoveryLog.Former former)
    {
        Id = former.Id;
        PrivateId = former.Pid;
        Recovered = true;
        foreach (string room in former.Rooms)
        {
            Join(room);
        }
    }

    internal ValueTask DispatchAsync(SocketIoMessage message, CancellationToken cancellationToken)
    {
        if (
            !_handlers.TryGetValue(
                message.EventName ?? "",
                out Func<SocketIoEvent, CancellationToken, ValueTask>? handler
            )
        )
        {
            return ValueTask.CompletedTask;
        }
        var received = new SocketIoEvent(
            message.EventName ?? "",
            SocketIoCodec.EventArguments(message),
            message,
            message.AckId is { } id
                ? async (values, token) => await SendAsync(SocketIoCodec.Ack(Namespace.Name, id, values), token)
                : null
        );
        return handler(received, cancellationToken);
    }

    internal void OnLeft(string reason)
    {
        bool isOnPurpose = reason is "client namespace disconnect" or "server namespace disconnect";
        Namespace.Remove(this, mayComeBack: !isOnPurpose);
        Acks.FailAll(reason);
        _left.TrySetResult(reason);
    }

    private static string IdOfRevision4(string sessionId, string name) =>
        string.Equals(name, "/", StringComparison.Ordinal) ? sessionId : $"{name}#{sessionId}";
}
