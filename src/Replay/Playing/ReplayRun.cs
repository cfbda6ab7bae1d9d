using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Playing;

/// <summary>
/// Plays a plan against a real server, once. Knows no console: whoever watches sets <see cref="Progressed"/>, which is called
/// for one thing at a time, on the run's own threads.
/// </summary>
public sealed class ReplayRun
{
    private readonly ReplayPlan _plan;
    private readonly PlayOptions _options;
    private readonly PlayMachine _machine;
    private readonly Channel<PlayInput> _inbox = Channel.CreateUnbounded<PlayInput>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Dictionary<SessionPlay, LiveSession> _live = [];
    private readonly Dictionary<string, CookieContainer> _cookies = new(StringComparer.Ordinal);
    private long _startStamp;
    private long _start;
    private string? _failure;
    private string? _refusal; // the first one of a handshake that was accepted when it was recorded

    /// <summary>Makes a run; nothing is sent before <see cref="RunAsync"/>.</summary>
    public ReplayRun(ReplayPlan plan, PlayOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        _plan = plan;
        _options = options;
        _machine = new PlayMachine(plan, options.Play) { Progress = progress => Progressed?.Invoke(progress) };
    }

    /// <summary>Called for everything that happens, as it happens; must be quick and not throw.</summary>
    public Action<PlayProgress>? Progressed { get; set; }

    /// <summary>How many steps there are to be played or waited for.</summary>
    public int StepCount => _machine.Steps.Count;

    /// <summary>Plays. Cancelling ends it at once, with what was played until then in what it returns.</summary>
    public async Task<PlayedRun> RunAsync(CancellationToken cancellationToken = default)
    {
        EndpointConnector connector = _options.Connector ?? new EndpointConnector(_options.VerifyCertificate);
        _startStamp = _options.Time.GetTimestamp();
        _start = (_options.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        try
        {
            _machine.Start(Now());
            await PlayAsync(connector, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _failure = "It was interrupted.";
            foreach (SessionPlay session in _machine.Sessions)
            {
                _machine.OnRefused(session, _failure, Now());
            }
        }
        finally
        {
            foreach (LiveSession live in _live.Values)
            {
                await live.DisposeAsync();
            }
            if (_options.Connector is null)
            {
                connector.Dispose();
            }
        }
        if (!cancellationToken.IsCancellationRequested)
        {
            _failure = await FindFailureAsync(cancellationToken) ?? _failure;
        }
        if (!_machine.Sessions.Any(session => session.WasOpen))
        {
            _failure ??= _refusal; // some refused is a difference; all of them, and nothing was played
        }
        return new PlayedRun(_plan, _machine.LivePlan(), _options.Play.Rules, PlayOutcome.FactsOf(_machine, _failure))
        {
            Deviations = _machine.Deviations,
            DurationMicros = Now() - _start,
        };
    }

    private async Task PlayAsync(EndpointConnector connector, CancellationToken cancellationToken)
    {
        await using ITimer timer = _options.Time.CreateTimer(
            _ => _inbox.Writer.TryWrite(new PlayInput(PlayInputKind.Tick, null, 0)),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        while (true)
        {
            foreach (PlayAction action in _machine.Advance(Now()))
            {
                await DoAsync(action, connector, cancellationToken);
            }
            if (_machine.IsOver)
            {
                return;
            }
            if (_machine.NextDue is { } due)
            {
                timer.Change(TimeSpan.FromMicroseconds(Math.Max(0, due - Now())), Timeout.InfiniteTimeSpan);
            }
            Take(await _inbox.Reader.ReadAsync(cancellationToken));
            while (_inbox.Reader.TryRead(out PlayInput more))
            {
                Take(more);
            }
        }
    }

    private async ValueTask DoAsync(PlayAction action, EndpointConnector connector, CancellationToken cancellationToken)
    {
        SessionPlay session = action.Session;
        switch (action)
        {
            case PlayAction.Open:
                if (!_cookies.TryGetValue(session.Client, out CookieContainer? cookies))
                {
                    _cookies[session.Client] = cookies = new CookieContainer();
                }
                var opened = new LiveSession(
                    session,
                    _options,
                    connector,
                    cookies,
                    OwnCookiesOf(session),
                    _machine.LiveOf,
                    _inbox.Writer,
                    Now
                );
                _live[session] = opened;
                opened.Open(cancellationToken);
                break;
            case PlayAction.Send send:
                await _live[session].SendAsync(send.Message, cancellationToken);
                break;
            case PlayAction.Close close:
                session.IsOnWebSocket = _live[session].IsOnWebSocket;
                _live[session].Close(close.IsAbrupt, cancellationToken);
                break;
            default:
                break;
        }
    }

    // A mark that nothing was supplied for is no cookie.
    private string? OwnCookiesOf(SessionPlay session)
    {
        SessionPlay first = session;
        while (first.Former is { } former)
        {
            first = former;
        }
        return first.Recorded.Cookie is { } recorded
            ? _machine.LiveOf(recorded) ?? (RedactedValue.IsMark(recorded) ? null : recorded)
            : null;
    }

    private void Take(PlayInput input)
    {
        switch (input.Kind)
        {
            case PlayInputKind.Opened:
                _machine.OnOpened(input.Session!, input.At);
                break;
            case PlayInputKind.Refused:
                SessionPlay refused = input.Session!;
                string why = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{refused.Client}, session {refused.OfClient} could not connect: {input.Text}"
                );
                _refusal ??= why;
                _machine.OnRefused(refused, input.Text, input.At, input.Answer);
                if (input.Answer is null)
                {
                    _failure ??= why;
                    _machine.OnUnreachable(input.At);
                }
                break;
            case PlayInputKind.Answered:
                _machine.OnAnswered(input.Session!, input.Answer!, input.At);
                break;
            case PlayInputKind.Received:
                _machine.OnReceived(input.Session!, input.Message!, input.At);
                break;
            case PlayInputKind.Ended:
                SessionPlay ended = input.Session!;
                ended.IsOnWebSocket |= _live[ended].IsOnWebSocket;
                _machine.OnEnded(ended, input.Text, input.At);
                break;
            default:
                break;
        }
    }

    // A server that ends a session differs; one that is not there any more has died, and what it would have said is unknown.
    private async Task<string?> FindFailureAsync(CancellationToken cancellationToken)
    {
        SessionPlay? lost = _machine.Sessions.FirstOrDefault(session =>
            session is { Problem: not null, WasOpen: true }
        );
        if (lost is null)
        {
            return null;
        }
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(_options.Target.DnsSafeHost, _options.Target.Port, cancellationToken);
            return null;
        }
        catch (SocketException e)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the server went away in session {lost.OfClient} of {lost.Client} ({e.Message})."
            );
        }
        catch (OperationCanceledException)
        {
            return "It was interrupted.";
        }
    }

    private long Now() => _start + (_options.Time.GetElapsedTime(_startStamp).Ticks / TimeSpan.TicksPerMicrosecond);
}
