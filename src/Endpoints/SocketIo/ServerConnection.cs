using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>The Socket.IO side of one session: its namespaces, and which packet goes where.</summary>
internal sealed class ServerConnection(SocketIoServer server, EngineIoServerSession session) : IDisposable
{
    private readonly ConcurrentDictionary<string, ServerSocket> _sockets = new(StringComparer.Ordinal);
    private readonly HandlerRuns _runs = new(server.Options.OnError);
    private readonly SocketIoSession _packets = new(session, server.Options.Parser, server.Options.DetectParser);

    public EngineIoServerSession Session => session;
    public SocketIoServerOptions Options => server.Options;
    public bool IsRevision4 => _packets.Revision == SocketIoRevision.V4;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using ITimer timer = Options.Engine.TimeProvider.CreateTimer(
            static state => ((ServerConnection)state!).OnConnectTimeout(),
            this,
            IsRevision4 ? Timeout.InfiniteTimeSpan : Options.ConnectTimeout,
            Timeout.InfiniteTimeSpan
        );
        if (IsRevision4)
        {
            await StartAsync(() => ConnectAsync(server.Of("/"), payload: null, query: null), cancellationToken);
        }
        try
        {
            await foreach (SocketIoMessage message in _packets.ReadAllAsync(cancellationToken))
            {
                Options.Received?.Invoke(session, message);
                if (!await OnMessageAsync(message, cancellationToken))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
        string reason = EngineReason.ForcedClose;
        if (session.Closed.IsCompleted)
        {
            reason = await session.Closed;
        }
        else
        {
            await session.CloseAsync(reason, CancellationToken.None);
        }
        foreach (ServerSocket socket in _sockets.Values)
        {
            Leave(socket, reason);
        }
    }

    public ValueTask<bool> SendAsync(SocketIoMessage message, CancellationToken cancellationToken)
    {
        Options.Sent?.Invoke(session, message);
        return _packets.SendAsync(message, cancellationToken);
    }

    public void Leave(ServerSocket socket, string reason)
    {
        if (_sockets.TryRemove(new KeyValuePair<string, ServerSocket>(socket.Namespace.Name, socket)))
        {
            socket.OnLeft(reason);
        }
    }

    public async Task CloseAllAsync(CancellationToken cancellationToken)
    {
        foreach (ServerSocket socket in _sockets.Values)
        {
            await socket.DisconnectAsync(close: false, cancellationToken);
        }
        await session.CloseAsync(EngineReason.ForcedClose, cancellationToken);
    }

    public void Dispose() => _runs.Dispose();

    private ValueTask StartAsync(Func<ValueTask> run, CancellationToken cancellationToken) =>
        _runs.StartAsync(run, cancellationToken);

    private void OnConnectTimeout()
    {
        if (_sockets.IsEmpty)
        {
            session.End(EngineReason.ForcedClose);
        }
    }

    /// <returns>False when the packet is one that a server closes the session for.</returns>
    private async ValueTask<bool> OnMessageAsync(SocketIoMessage message, CancellationToken cancellationToken)
    {
        _sockets.TryGetValue(message.Namespace, out ServerSocket? socket);
        switch (message.Type)
        {
            case SocketIoPacketType.Connect when socket is not null:
                return IsRevision4;
            case SocketIoPacketType.Connect:
                await OnConnectAsync(message, cancellationToken);
                return true;
            case SocketIoPacketType.ConnectError:
                return IsRevision4;
            case var _ when socket is null:
                return IsRevision4;
            case SocketIoPacketType.Disconnect:
                Leave(socket, "client namespace disconnect");
                return true;
            case SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent:
                await StartAsync(() => socket.DispatchAsync(message, session.EndedToken), cancellationToken);
                return true;
            default:
                socket.Acks.Answer(message);
                return true;
        }
    }

    private async ValueTask OnConnectAsync(SocketIoMessage message, CancellationToken cancellationToken)
    {
        if (server.Find(message.Namespace) is { } found)
        {
            await StartAsync(() => ConnectAsync(found, message.Payload, message.NamespaceQuery), cancellationToken);
            return;
        }
        // A 2.x server says it as a string, later ones as an object.
        await SendAsync(Refusal(message.Namespace, new ConnectRefusal("Invalid namespace")), cancellationToken);
    }

    private async ValueTask ConnectAsync(ServerNamespace target, ReadOnlyMemory<byte>? payload, string? query)
    {
        JsonElement auth = default;
        if (payload is { } json)
        {
            auth = JsonDocument.Parse(json).RootElement.Clone();
        }
        var socket = new ServerSocket(this, target, auth, query);
        if (target.TryRecover(socket, auth) is { } missed)
        {
            foreach (SocketIoMessage message in missed)
            {
                await SendAsync(message, session.EndedToken);
            }
        }
        else if (target.Authorize is { } authorize && await authorize(socket, session.EndedToken) is { } refusal)
        {
            await SendAsync(Refusal(target.Name, refusal), session.EndedToken);
            return;
        }
        if (session.EndedToken.IsCancellationRequested || !_sockets.TryAdd(target.Name, socket))
        {
            return;
        }
        target.Add(socket);
        await SendAsync(
            new SocketIoMessage
            {
                Type = SocketIoPacketType.Connect,
                Namespace = target.Name,
                Payload = IsRevision4 ? null : (ReadOnlyMemory<byte>?)socket.ConnectPayload(),
            },
            session.EndedToken
        );
        if (target.OnConnection is { } onConnection)
        {
            await onConnection(socket, session.EndedToken);
        }
    }

    private SocketIoMessage Refusal(string namespaceName, ConnectRefusal refusal)
    {
        // The msgpack parser of 2.x takes a string only: its client crashes on anything else.
        bool takesData = Options.Parser == SocketIoParser.Default;
        object? data =
            IsRevision4 ? (takesData ? refusal.Data : null) ?? refusal.Message
            : refusal.Data is null ? new { message = refusal.Message }
            : new { message = refusal.Message, data = refusal.Data };
        return new SocketIoMessage
        {
            Type = SocketIoPacketType.ConnectError,
            Namespace = namespaceName,
            Payload = JsonSerializer.SerializeToUtf8Bytes(data, SocketIoJson.Options),
        };
    }
}
