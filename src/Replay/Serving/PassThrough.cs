using System.Collections.Concurrent;
using System.Threading.Channels;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Serving;

/// <summary>
/// One live client's connection to a real server, which answers what the script does not expect. It is made when the first
/// such packet comes; each namespace is joined as the live client joined it. Ack ids are exchanged on the way, as the
/// script uses the same ones.
/// </summary>
internal sealed class PassThrough : IAsyncDisposable
{
    private const long FirstOwnId = 1_000_000_000; // far from the script's
    private readonly Uri _target;
    private readonly EngineIoServerSession _session;
    private readonly SocketIoSession _packets;
    private readonly Action<string> _tell;
    private readonly ConcurrentDictionary<string, SocketIoMessage> _connects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, long> _liveIds = new();
    private readonly ConcurrentDictionary<(string Namespace, long Id), long> _realIds = new();
    private readonly HashSet<string> _joined = new(StringComparer.Ordinal);
    private readonly Channel<SocketIoMessage> _relayed = Channel.CreateBounded<SocketIoMessage>(4096);
    private readonly Task _relaying;
    private SocketIoClient? _client;
    private long _lastId = FirstOwnId;

    public PassThrough(Uri target, EngineIoServerSession session, SocketIoSession packets, Action<string> tell)
    {
        _target = target;
        _session = session;
        _packets = packets;
        _tell = tell;
        _relaying = RelayAsync();
    }

    /// <summary>How a live client joins a namespace, for the case that the real server has to be asked.</summary>
    public void Note(SocketIoMessage connect) => _connects[connect.Namespace] = connect;

    /// <summary>Whether this packet is an ack of what the real server asked.</summary>
    public bool IsAnswer(SocketIoMessage message) =>
        message is { IsAck: true, AckId: { } id } && _realIds.ContainsKey((message.Namespace, id));

    /// <summary>Hands a packet on; what comes of it goes to the live client.</summary>
    public async Task ForwardAsync(SocketIoMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await JoinAsync(message.Namespace, cancellationToken);
            if (message.IsAck)
            {
                _realIds.TryRemove((message.Namespace, message.AckId!.Value), out long real);
                await _client!.SendAsync(message with { AckId = real }, cancellationToken);
            }
            else if (message.IsEvent)
            {
                await _client!.SendAsync(message with { AckId = OwnId(message.AckId) }, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            _tell($"{_target} could not be asked: {e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
        _relayed.Writer.TryComplete();
        await _relaying;
    }

    private long? OwnId(long? live)
    {
        if (live is not { } id)
        {
            return null;
        }
        long own = Interlocked.Increment(ref _lastId);
        _liveIds[own] = id;
        return own;
    }

    private async Task JoinAsync(string namespaceName, CancellationToken cancellationToken)
    {
        _client ??= new SocketIoClient(_target, Options());
        if (_joined.Contains(namespaceName))
        {
            return;
        }
        SocketIoMessage? connect = _connects.GetValueOrDefault(namespaceName);
        var options = new ClientSocketOptions
        {
            Auth = connect?.Payload is { } payload ? StepArguments.Parse(payload) : null,
            Query = connect?.NamespaceQuery,
            OnEvent = static (_, _) => ValueTask.CompletedTask, // events are taken as they are received
        };
        await _client.JoinAsync(namespaceName, options, cancellationToken);
        _joined.Add(namespaceName); // not before: who was refused, or found nobody, may try again
    }

    private SocketIoClientOptions Options() =>
        new()
        {
            Version = _session.Version == EngineIoVersion.V3 ? SocketIoClientVersion.V2 : SocketIoClientVersion.V4,
            Parser = _packets.Parser,
            Engine = new EngineIoClientOptions
            {
                Path = _session.Request.Path,
                Query = HandshakeRequest.Entries(_session.Request.QueryString.TrimStart('?')),
            },
            Received = Take,
        };

    private void Take(SocketIoMessage message)
    {
        if (message is { IsAck: true, AckId: { } own } && _liveIds.TryRemove(own, out long live))
        {
            Relay(message with { AckId = live });
        }
        else if (message.IsEvent)
        {
            long? asks = message.AckId is null ? null : Interlocked.Increment(ref _lastId);
            if (asks is { } id)
            {
                _realIds[(message.Namespace, id)] = message.AckId!.Value;
            }
            Relay(message with { AckId = asks });
        }
    }

    private void Relay(SocketIoMessage message)
    {
        if (!_relayed.Writer.TryWrite(message))
        {
            _tell($"{_target} says more than the client takes: a packet was dropped.");
        }
    }

    private async Task RelayAsync()
    {
        try
        {
            await foreach (SocketIoMessage message in _relayed.Reader.ReadAllAsync(_session.EndedToken))
            {
                await _packets.SendAsync(message, _session.EndedToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }
}
