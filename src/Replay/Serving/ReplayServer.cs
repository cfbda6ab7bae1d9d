using System.Buffers.Text;
using System.Security.Cryptography;
using System.Threading.Channels;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Serving;

/// <summary>Serves a plan's recorded server to real clients: sockets and timers around a <see cref="ScriptServer"/>.</summary>
public sealed class ReplayServer : IAsyncDisposable
{
    private readonly ReplayServerOptions _options;
    private readonly ScriptServer _script;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Channel<ServingAction>> _outgoing = [];
    private readonly EndpointHost _host;
    private readonly IReadOnlyList<EngineIoServer> _servers;
    private readonly ITimer _timer;
    private readonly ITimer _idle;
    private readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes a server that does not listen yet.</summary>
    public ReplayServer(ReplayPlan plan, ReplayServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _script = new ScriptServer(plan, options.Serving, NewId);
        _servers =
        [
            .. plan
                .Clients.SelectMany(client => client.Sessions)
                .Select(session => session.Path)
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(path => path.Length) // paths are matched by prefix
                .Select(path => new EngineIoServer(
                    EngineOptions.Of(plan, path, options.Time) with
                    {
                        Authorize = (request, _) => ValueTask.FromResult(Ask(request)),
                    },
                    ServeAsync
                )
                {
                    OnError = e => Tell(e.Message),
                }),
        ];
        _host = new EndpointHost(
            _servers[0],
            options.Urls,
            certificate: null,
            async context =>
            {
                foreach (EngineIoServer other in _servers.Skip(1))
                {
                    if (await other.HandleAsync(context))
                    {
                        return;
                    }
                }
                context.Response.StatusCode = 404;
            }
        );
        _timer = options.Time.CreateTimer(_ => Do(static (script, at) => script.Advance(at)), null, Never, Never);
        _idle = options.Time.CreateTimer(_ => _served.TrySetResult(), null, Never, Never);
    }

    private static TimeSpan Never => Timeout.InfiniteTimeSpan;

    /// <summary>Where it listens, actual ports, once started.</summary>
    public IReadOnlyList<Uri> Urls => _host.Urls;

    /// <summary>Completes when every recorded client was served and has left, or when nothing comes any more.</summary>
    public Task Served => _served.Task;

    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken);
        Do(static (_, _) => { }); // nobody may ever come
    }

    /// <summary>Ends every session and stops listening.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (EngineIoServer server in _servers)
        {
            await server.CloseAsync(EngineReason.ServerShuttingDown, cancellationToken);
        }
        await _host.StopAsync(cancellationToken);
    }

    /// <summary>What was said so far, beside what was recorded.</summary>
    public ReplayResult Report()
    {
        lock (_lock)
        {
            return _script.Report();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _idle.DisposeAsync();
        foreach (EngineIoServer server in _servers)
        {
            await server.DisposeAsync();
        }
        await _host.DisposeAsync();
    }

    private static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));

    private async Task ServeAsync(EngineIoServerSession session, CancellationToken cancellationToken)
    {
        Channel<ServingAction> outgoing = Channel.CreateUnbounded<ServingAction>();
        int link = 0;
        SocketIoParser? parser = null;
        Do(
            (script, at) =>
            {
                link = script.Open(HandshakeOf(session.Request), session.Id, at);
                parser = script.ParserOf(link);
                _outgoing[link] = outgoing;
            }
        );
        var packets = new SocketIoSession(session, parser ?? SocketIoParser.Default, detectsParser: true);
        await using PassThrough? passThrough = PassThroughOf(session, packets);
        Task sending = SendAsync(session, packets, outgoing.Reader, passThrough, cancellationToken);
        try
        {
            await foreach (SocketIoMessage message in packets.ReadAllAsync(cancellationToken))
            {
                if (passThrough?.IsAnswer(message) == true)
                {
                    outgoing.Writer.TryWrite(new ServingAction.Forward(link, message));
                    continue;
                }
                if (message.Type == SocketIoPacketType.Connect)
                {
                    passThrough?.Note(message);
                }
                Do((script, at) => script.Receive(link, message, at));
            }
            if (!session.Closed.IsCompleted)
            {
                await session.CloseAsync(EngineReason.ForcedClose, CancellationToken.None); // it sent what cannot be read
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
        finally
        {
            Do(
                (script, at) =>
                {
                    script.Close(link, at);
                    _outgoing.Remove(link);
                }
            );
            outgoing.Writer.TryComplete();
            await sending;
        }
    }

    private static async Task SendAsync(
        EngineIoServerSession session,
        SocketIoSession packets,
        ChannelReader<ServingAction> actions,
        PassThrough? passThrough,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await foreach (ServingAction action in actions.ReadAllAsync(cancellationToken))
            {
                switch (action)
                {
                    case ServingAction.Send send:
                        await packets.SendAsync(send.Message, cancellationToken);
                        break;
                    case ServingAction.Forward forward when passThrough is not null:
                        await passThrough.ForwardAsync(forward.Message, cancellationToken);
                        break;
                    case ServingAction.Close:
                        await session.CloseAsync(EngineReason.ForcedClose, cancellationToken);
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }

    private PassThrough? PassThroughOf(EngineIoServerSession session, SocketIoSession packets) =>
        _options.PassThrough is { } target ? new PassThrough(target, session, packets, Tell) : null;

    private EngineRefusal? Ask(EngineHandshakeRequest request)
    {
        RefusedHandshake? refusal = null;
        Do((script, _) => refusal = script.Ask(HandshakeOf(request)));
        return refusal is null ? null : new EngineRefusal(refusal.Code, refusal.Message, refusal.Status);
    }

    private static LiveHandshake HandshakeOf(EngineHandshakeRequest request) =>
        new(
            request.Version,
            request.Path,
            HandshakeRequest.Entries(request.QueryString.TrimStart('?')),
            request.Headers.Cookie.Count > 0 ? request.Headers.Cookie.ToString() : null
        );

    // What the script is told and what it wants done have to keep one order, so both happen under the lock.
    private void Do(Action<ScriptServer, long> tell)
    {
        lock (_lock)
        {
            tell(_script, NowMicros());
            while (_script.TryTake(out ServingAction? action))
            {
                Pass(action!);
            }
            Schedule();
        }
    }

    private void Pass(ServingAction action)
    {
        int? link = action switch
        {
            ServingAction.Send send => send.Link,
            ServingAction.Close close => close.Link,
            ServingAction.Forward forward => forward.Link,
            _ => null,
        };
        if (action is ServingAction.Tell told)
        {
            _options.Tell?.Invoke(told.Text);
        }
        else if (link is { } known && _outgoing.TryGetValue(known, out Channel<ServingAction>? outgoing))
        {
            outgoing.Writer.TryWrite(action);
        }
    }

    private void Schedule()
    {
        if (_script.IsServed && _script.LinkCount == 0)
        {
            _served.TrySetResult();
        }
        long? due = _script.NextDueAt;
        TimeSpan wait = due is { } at ? TimeSpan.FromMicroseconds(Math.Max(0, at - NowMicros())) : Never;
        _timer.Change(due is null ? Never : wait + TimeSpan.FromMicroseconds(999), Never); // timers count milliseconds
        _idle.Change(due is null ? _options.Patience : Never, Never);
    }

    private void Tell(string text)
    {
        lock (_lock)
        {
            _options.Tell?.Invoke(text);
        }
    }

    private long NowMicros() =>
        (_options.Time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
