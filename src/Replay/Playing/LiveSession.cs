using System.Net;
using System.Threading.Channels;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Playing;

/// <summary>The real connection of one played session: does what it is told, and posts what happens.</summary>
internal sealed class LiveSession : IAsyncDisposable
{
    private readonly SessionPlay _session;
    private readonly SocketIoClient _client;
    private readonly ChannelWriter<PlayInput> _inbox;
    private readonly Func<long> _now;
    private Task _running = Task.CompletedTask;

    public LiveSession(
        SessionPlay session,
        PlayOptions options,
        EndpointConnector connector,
        CookieContainer cookies,
        string? ownCookies,
        Func<string, string?> liveOf,
        ChannelWriter<PlayInput> inbox,
        Func<long> now
    )
    {
        _session = session;
        _inbox = inbox;
        _now = now;
        ReplaySession recorded = session.Recorded;
        IReadOnlyList<Transport> transports = session.IsHandshakeOnly
            ? [recorded.FirstTransport] // its answer is another one on another transport
            : Transports(recorded, options.Transport);
        session.LiveFirst = transports[0];
        bool hasPath = options.Target.AbsolutePath.Length > 1;
        _client = new SocketIoClient(
            options.Target,
            new SocketIoClientOptions
            {
                Version = recorded.Version == EngineIoVersion.V3 ? SocketIoClientVersion.V2 : SocketIoClientVersion.V4,
                Parser = recorded.Parser,
                Received = message => Post(PlayInputKind.Received, message),
                Engine = new EngineIoClientOptions
                {
                    Transports = transports,
                    Upgrade = transports.Count > 1,
                    Path = hasPath ? options.Target.AbsolutePath : recorded.Path,
                    Query = [.. recorded.Query.Select(entry => Supply(entry, liveOf))],
                    Headers =
                    [
                        .. recorded.Headers.Select(header => new KeyValuePair<string, string>(
                            header.Name,
                            liveOf(header.Value) ?? header.Value
                        )),
                    ],
                    VerifyCertificate = options.VerifyCertificate,
                    Connector = connector,
                    Cookies = cookies,
                    OwnCookies = ownCookies,
                    Witness = options.Witness,
                    Timeout = ConnectTimeout(options.Play.Timeout),
                    TimeProvider = options.Time,
                },
            }
        );
    }

    /// <summary>Whether it moved to WebSocket, or began there.</summary>
    public bool IsOnWebSocket => _client.Engine?.Transport == Transport.WebSocket;

    public void Open(CancellationToken cancellationToken) => _running = OpenAsync(cancellationToken);

    public async ValueTask SendAsync(SocketIoMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _client.SendAsync(message, cancellationToken);
        }
        catch (EngineIoException)
        {
            // It has ended, which is being posted.
        }
    }

    public void Close(bool isAbrupt, CancellationToken cancellationToken)
    {
        if (isAbrupt)
        {
            _client.Engine?.Abort();
        }
        else if (_client.Engine is { } engine)
        {
            _ = CloseAsync(engine, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _running;
    }

    private static async Task CloseAsync(EngineIoClient engine, CancellationToken cancellationToken)
    {
        try
        {
            await engine.CloseAsync(cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            engine.Abort();
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _client.ConnectAsync(cancellationToken);
        }
        catch (EngineIoException e) when (e.Status is { } status)
        {
            var refused = new HandshakeAnswer(IsAccepted: false, HandshakeSteps.Refused(status, e.Body ?? ""));
            Post(
                _session.IsHandshakeOnly ? PlayInputKind.Answered : PlayInputKind.Refused,
                text: e.Message,
                answer: refused
            );
            return;
        }
        catch (Exception e) // the top of this task: the machine waits for an answer, whatever went wrong
        {
            Post(PlayInputKind.Refused, text: e.Message);
            return;
        }
        if (_session.IsHandshakeOnly)
        {
            var accepted = new HandshakeAnswer(IsAccepted: true, HandshakeSteps.Accepted);
            await CloseAsync(_client.Engine!, cancellationToken);
            Post(PlayInputKind.Answered, answer: accepted);
            return;
        }
        Post(PlayInputKind.Opened);
        string reason = await _client.Engine!.Closed;
        Post(PlayInputKind.Ended, text: reason);
    }

    private void Post(
        PlayInputKind kind,
        SocketIoMessage? message = null,
        string text = "",
        HandshakeAnswer? answer = null
    ) => _inbox.TryWrite(new PlayInput(kind, _session, _now(), message, text, answer));

    // A server that is busy with many takes longer to let one in than to answer him.
    private static TimeSpan ConnectTimeout(TimeSpan timeout) =>
        TimeSpan.FromSeconds(Math.Clamp(4 * timeout.TotalSeconds, 2, 60));

    private static IReadOnlyList<Transport> Transports(ReplaySession recorded, TransportChoice choice) =>
        choice switch
        {
            TransportChoice.WebSocket => [Transport.WebSocket],
            TransportChoice.Polling => [Transport.Polling],
            _ when recorded.FirstTransport == Transport.WebSocket => [Transport.WebSocket],
            _ => recorded.IsUpgraded ? [Transport.Polling, Transport.WebSocket] : [Transport.Polling],
        };

    private static KeyValuePair<string, string> Supply(KeyValuePair<string, string> entry, Func<string, string?> liveOf)
    {
        string value = Uri.UnescapeDataString(entry.Value.Replace('+', ' '));
        return new(entry.Key, liveOf(value) ?? value);
    }
}
