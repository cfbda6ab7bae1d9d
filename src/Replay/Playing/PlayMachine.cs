using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol.EngineIo;
using SioProxy.Replay.Plan;
using SioProxy.Sessions;

namespace SioProxy.Replay.Playing;

/// <summary>
/// Decides what may be sent when, what is waited for, and what is bound: the replay without its sockets. Told what
/// happened and what time it is, it answers with what to do next. Not for several threads. <see cref="SessionTurns"/>
/// knows when sessions begin and end; <see cref="ClientSteps"/> and <see cref="ServerSteps"/> know what is said in them.
/// </summary>
internal sealed class PlayMachine
{
    private readonly PlayOrder _order;
    private readonly PlayValues _values;
    private readonly PlaySchedule _schedule;
    private readonly PlayLog _log = new();
    private readonly ClientSteps _client;
    private readonly ServerSteps _server;
    private readonly List<SessionPlay> _sessions = [];
    private readonly List<SessionPlay> _unfinished;
    private readonly List<PlayAction> _actions = [];
    private readonly ReplayPlan _plan;
    private readonly SessionTurns _turns;
    private int _unreachable;

    public PlayMachine(ReplayPlan plan, PlayRules settings)
    {
        _plan = plan;
        foreach (ReplayClient client in plan.Everyone)
        {
            SessionPlay? former = null;
            for (int i = 0; i < client.Sessions.Count; i++)
            {
                former = new SessionPlay(
                    _sessions.Count,
                    client.Name,
                    i + 1,
                    client.Sessions[i],
                    former,
                    settings.Rules
                );
                _sessions.Add(former);
            }
        }
        _unfinished = [.. _sessions];
        _order = new PlayOrder(_sessions);
        _values = new PlayValues(plan, settings, _order);
        var closing = new SessionClosing(settings.Timeout);
        _schedule = new PlaySchedule(
            settings.Pace,
            _sessions.Select(session => session.Recorded.OpenedAtMicros).DefaultIfEmpty().Min()
        );
        _client = new ClientSteps(settings.Cross, _schedule, _order, _values, closing, _log, _actions);
        _turns = new SessionTurns(settings.Cross, _schedule, _order, closing, _client, _actions);
        _server = new ServerSteps(settings, _schedule, _order, _values, _log);
    }

    /// <summary>Called for everything that happens.</summary>
    public Action<PlayProgress>? Progress
    {
        init => _log.Progress = value;
    }

    /// <summary>All sessions, in the order of the plan.</summary>
    public IReadOnlyList<SessionPlay> Sessions => _sessions;

    /// <summary>All steps that something waits for, in the recorded order.</summary>
    public IReadOnlyList<PlayStep> Steps => _order.Steps;

    /// <summary>Whether everything was played or given up.</summary>
    public bool IsOver => _unfinished.Count == 0;

    /// <summary>When <see cref="Advance"/> has to be called at the latest; null when only something that happens can change anything.</summary>
    public long? NextDue => _schedule.Next;

    /// <summary>The live or supplied value for a recorded text; null when there is none.</summary>
    public string? LiveOf(string text) => _values.LiveOf(text);

    /// <summary>By how much clients' steps were sent after the moment that the pace asked for, in microseconds.</summary>
    public IReadOnlyList<long> Deviations => _client.Deviations;

    /// <summary>Begins, at a moment in microseconds since the Unix epoch.</summary>
    public void Start(long now) => _schedule.Start(now);

    /// <summary>What is to be done now.</summary>
    public IReadOnlyList<PlayAction> Advance(long now)
    {
        _schedule.SetNow(now);
        _actions.Clear();
        do
        {
            _schedule.LookAgain();
        } while (AdvanceSessions());
        return [.. _actions];
    }

    /// <summary>A session is open.</summary>
    public void OnOpened(SessionPlay session, long now)
    {
        if (session.State != SessionState.Opening)
        {
            return;
        }
        session.State = SessionState.Open;
        session.WasOpen = true;
        session.ChangedAt = now;
        _schedule.Begin(session.Recorded.OpenedAtMicros, now);
        _log.Tell(PlayProgressKind.Opened, now, session);
        bool joinsItself = session.Recorded.Version == EngineIoVersion.V3;
        foreach (SocketPlay socket in session.Sockets)
        {
            bool isRoot = string.Equals(socket.Recorded.Namespace, "/", StringComparison.Ordinal);
            socket.IsJoined |= joinsItself && isRoot;
            bool asks = socket.Steps.Any(step => step is { IsClient: true, Recorded.Kind: StepKind.Connect });
            if (!asks && !socket.IsJoined)
            {
                _log.Fail(socket, "The capture does not show how the client joined the namespace.", now);
            }
        }
    }

    /// <summary>A handshake that was recorded to be refused has its answer.</summary>
    public void OnAnswered(SessionPlay session, HandshakeAnswer answer, long now)
    {
        if (session.State == SessionState.Ended)
        {
            return;
        }
        _server.HearAnswer(session.Sockets[0], answer, now);
        End(session, "", now);
    }

    /// <summary>A session could not be opened.</summary>
    /// <param name="answer">What the server said, when it did answer.</param>
    public void OnRefused(SessionPlay session, string why, long now, HandshakeAnswer? answer = null)
    {
        if (session.State == SessionState.Ended)
        {
            return;
        }
        session.Refusal = answer;
        session.Problem = why;
        End(session, why, now);
    }

    /// <summary>
    /// A server did not answer a handshake. At once when nobody ever got in, else at the second time, those who are still to
    /// come are given up: one that hangs would cost a time-out for each of them.
    /// </summary>
    public void OnUnreachable(long now)
    {
        _unreachable++;
        if (_unreachable < 2 && _sessions.Exists(session => session.WasOpen))
        {
            return;
        }
        foreach (SessionPlay session in _sessions.Where(session => session.State == SessionState.Waiting))
        {
            OnRefused(session, "It was not tried, as the server did not answer before.", now);
        }
    }

    /// <summary>The server said something.</summary>
    public void OnReceived(SessionPlay session, SocketIoMessage message, long now)
    {
        if (session.State == SessionState.Ended || session.IsHandshakeOnly)
        {
            return;
        }
        OnOpened(session, now);
        _server.Hear(session, message, now);
    }

    /// <summary>A session has ended.</summary>
    public void OnEnded(SessionPlay session, string reason, long now)
    {
        if (session.State == SessionState.Ended)
        {
            return;
        }
        bool isOurs = session.State == SessionState.Closing;
        bool isRecorded = session.Recorded.End is { By: ClosedBy.Server } && session.IsDone;
        if (!isOurs && !isRecorded)
        {
            session.Problem = $"The server ended the connection ({reason}).";
            foreach (SocketPlay socket in session.Sockets.Where(s => s is { IsJoined: true, IsOver: false }))
            {
                _log.AddLoss(socket, session.Problem, now);
            }
        }
        End(session, $"The connection had ended ({reason}).", now);
    }

    /// <summary>What was said so far, in the form of a plan.</summary>
    public ReplayPlan LivePlan()
    {
        int index = 0;
        IReadOnlyList<ReplayClient> clients = LiveClients(_plan.Clients, ref index);
        return new ReplayPlan(clients, []) { Refused = LiveClients(_plan.Refused, ref index) };
    }

    private List<ReplayClient> LiveClients(IReadOnlyList<ReplayClient> recorded, ref int index)
    {
        var live = new List<ReplayClient>(recorded.Count);
        foreach (ReplayClient client in recorded)
        {
            var sessions = new List<ReplaySession>(client.Sessions.Count);
            for (int i = 0; i < client.Sessions.Count; i++)
            {
                sessions.Add(_sessions[index++].LiveSession());
            }
            live.Add(client with { Sessions = sessions });
        }
        return live;
    }

    private bool AdvanceSessions()
    {
        int done = _actions.Count;
        bool moved = false;
        for (int i = 0; i < _unfinished.Count; i++)
        {
            moved |= AdvanceSession(_unfinished[i]);
        }
        _unfinished.RemoveAll(session => session.State == SessionState.Ended);
        bool isStuck =
            !moved
            && _actions.Count == done
            && done == 0
            && _schedule.Next is null
            && _unfinished.Count > 0
            && !_unfinished.Exists(session => session.State is SessionState.Opening or SessionState.Closing);
        return isStuck ? BreakUp() : moved || _actions.Count > done;
    }

    // A capture is hostile input: rows whose order makes no sense must not stop a replay for ever.
    private bool BreakUp()
    {
        if (_order.FirstUndone is { } step)
        {
            _log.Fail(step, "Its order among the other steps cannot be kept.", _schedule.Now);
            return true;
        }
        return _unfinished.Find(session => session.State == SessionState.Open) is { } left && _turns.Close(left);
    }

    private bool AdvanceSession(SessionPlay session) =>
        session.State switch
        {
            SessionState.Waiting => _turns.TryOpen(session),
            SessionState.Open => AdvanceOpen(session),
            _ => false,
        };

    private bool AdvanceOpen(SessionPlay session)
    {
        bool moved = false;
        foreach (SocketPlay socket in session.Sockets)
        {
            moved |= _server.GiveUpOverdue(socket);
            while (socket.Next is { IsClient: true } step && _client.TrySend(step))
            {
                moved = true;
            }
        }
        return moved || (session.IsDone && _turns.TryClose(session));
    }

    private void End(SessionPlay session, string problem, long now)
    {
        session.State = SessionState.Ended;
        session.ChangedAt = now;
        foreach (SocketPlay socket in session.Sockets)
        {
            _log.Fail(socket, problem, now);
        }
        _log.Tell(PlayProgressKind.Ended, now, session, text: session.Problem);
    }
}
