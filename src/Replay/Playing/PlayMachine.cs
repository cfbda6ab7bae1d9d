using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Live;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Sessions;

namespace SioProxy.Replay.Playing;

/// <summary>
/// Decides what may be sent when, what is waited for, and what is bound: the replay without its sockets. Told what
/// happened and what time it is, it answers with what to do next. Not for several threads.
/// </summary>
internal sealed class PlayMachine
{
    private readonly PlayRules _settings;
    private readonly PlayOrder _order;
    private readonly PlayValues _values;
    private readonly List<SessionPlay> _sessions = [];
    private readonly List<SessionPlay> _unfinished;
    private readonly List<PlayAction> _actions = [];
    private readonly ReplayPlan _plan;
    private readonly SessionClosing _closing;
    private readonly long _recordedStart;
    private long _start;
    private bool _hasBegun;
    private long _now;
    private long _due;
    private int _liveNumber;
    private long _ackId;

    public PlayMachine(ReplayPlan plan, PlayRules settings)
    {
        _plan = plan;
        _settings = settings;
        foreach (ReplayClient client in plan.Clients)
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
        _closing = new SessionClosing(settings.Timeout);
        _recordedStart = _sessions.Select(session => session.Recorded.OpenedAtMicros).DefaultIfEmpty().Min();
    }

    /// <summary>Called for everything that happens.</summary>
    public Action<PlayProgress>? Progress { get; init; }

    /// <summary>All sessions, in the order of the plan.</summary>
    public IReadOnlyList<SessionPlay> Sessions => _sessions;

    /// <summary>All steps that something waits for, in the recorded order.</summary>
    public IReadOnlyList<PlayStep> Steps => _order.Steps;

    /// <summary>Whether everything was played or given up.</summary>
    public bool IsOver => _unfinished.Count == 0;

    /// <summary>When <see cref="Advance"/> has to be called at the latest; null when only something that happens can change anything.</summary>
    public long? NextDue => _due == long.MaxValue ? null : _due;

    /// <summary>The live or supplied value for a recorded text; null when there is none.</summary>
    public string? LiveOf(string text) => _values.LiveOf(text);

    /// <summary>By how much clients' steps were sent after the moment that the pace asked for, in microseconds.</summary>
    public List<long> Deviations { get; } = [];

    /// <summary>Begins, at a moment in microseconds since the Unix epoch.</summary>
    public void Start(long now) => _start = now;

    /// <summary>What is to be done now.</summary>
    public IReadOnlyList<PlayAction> Advance(long now)
    {
        _now = now;
        _actions.Clear();
        do
        {
            _due = long.MaxValue;
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
        BeginSchedule(session, now);
        Tell(PlayProgressKind.Opened, now, session);
        bool joinsItself = session.Recorded.Version == Protocol.EngineIo.EngineIoVersion.V3;
        foreach (SocketPlay socket in session.Sockets)
        {
            bool isRoot = string.Equals(socket.Recorded.Namespace, "/", StringComparison.Ordinal);
            socket.IsJoined |= joinsItself && isRoot;
            bool asks = socket.Steps.Any(step => step is { IsClient: true, Recorded.Kind: StepKind.Connect });
            if (!asks && !socket.IsJoined)
            {
                FailSocket(socket, "The capture does not show how the client joined the namespace.", now);
            }
        }
    }

    // What it takes to reach a server, and to be compiled for it, was not recorded: the schedule begins at the first open
    // session, and is absolute from there.
    private void BeginSchedule(SessionPlay session, long now)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            long offset = _settings.Pace.DueAt(session.Recorded.OpenedAtMicros, _recordedStart, 0);
            _start = Math.Max(_start, now - offset);
        }
    }

    /// <summary>A session could not be opened.</summary>
    public void OnRefused(SessionPlay session, string why, long now)
    {
        if (session.State == SessionState.Ended)
        {
            return;
        }
        session.Problem = why;
        End(session, why, now);
    }

    /// <summary>The server said something.</summary>
    public void OnReceived(SessionPlay session, SocketIoMessage message, long now)
    {
        if (session.State == SessionState.Ended)
        {
            return;
        }
        OnOpened(session, now);
        SocketPlay socket = session.SocketOf(message.Namespace, _settings.Rules);
        int? ackOf = null;
        PlayStep? expected = null;
        long? latency = null;
        if (message is { IsAck: true, AckId: { } id } && socket.Asked.Remove(id, out var asked))
        {
            ackOf = asked.LiveNumber;
            latency = now - asked.At;
            expected = asked.Step?.Answer;
        }
        string? offset = OffsetOf(session, message, now);
        ReplayStep live = LiveStep.Of(
            message,
            Direction.ServerToClient,
            ++_liveNumber,
            now,
            ackOf,
            offset is not null
        ) with
        {
            LatencyMicros = latency,
            RecoveryOffset = offset,
        };
        NamedStep named = NamedStep.Of([live], _settings.Rules)[0];
        if (!message.IsAck)
        {
            expected = socket.Find(named.Key, step => _values.Agree(step, live));
        }
        Settle(socket, expected, live, message.AckId, now, named.Mode);
        Follow(session, socket, expected, live, now);
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
                var gone = new ReplayStep
                {
                    Number = ++_liveNumber,
                    RowId = 0,
                    AtMicros = now,
                    From = Direction.ServerToClient,
                    Kind = StepKind.Disconnect,
                    Args = StepArguments.Empty,
                };
                socket.Live.Add(gone);
                Tell(PlayProgressKind.Unexpected, now, session, socket, live: gone, text: session.Problem);
            }
        }
        End(session, $"The connection had ended ({reason}).", now);
    }

    /// <summary>What was said so far, in the form of a plan.</summary>
    public ReplayPlan LivePlan()
    {
        int index = 0;
        return new ReplayPlan(
            [
                .. _plan.Clients.Select(client => new ReplayClient(
                    client.Name,
                    [.. client.Sessions.Select(_ => _sessions[index++].LiveSession())]
                )),
            ],
            []
        );
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
            && _due == long.MaxValue
            && _unfinished.Count > 0
            && !_unfinished.Exists(session => session.State is SessionState.Opening or SessionState.Closing);
        return isStuck ? BreakUp() : moved || _actions.Count > done;
    }

    // A capture is hostile input: rows whose order makes no sense must not stop a replay for ever.
    private bool BreakUp()
    {
        if (_order.FirstUndone is { } step)
        {
            Fail(step, "Its order among the other steps cannot be kept.");
            return true;
        }
        return _unfinished.Find(session => session.State == SessionState.Open) is { } left && Close(left);
    }

    private bool AdvanceSession(SessionPlay session) =>
        session.State switch
        {
            SessionState.Waiting => TryOpen(session),
            SessionState.Open => AdvanceOpen(session),
            _ => false,
        };

    private bool TryOpen(SessionPlay session)
    {
        if (session.FirstNumber == 0)
        {
            session.State = SessionState.Ended; // nothing was said in it
            session.ChangedAt = _now;
            return true;
        }
        long due = _settings.Pace.DueAt(session.Recorded.OpenedAtMicros, _recordedStart, _start);
        if (session.Former is { } former)
        {
            if (former.State != SessionState.Ended)
            {
                return false;
            }
            // A server notices a loss only after a moment; who comes back at once is not yet gone.
            const long patience = 250_000;
            long gap = former.Recorded.End is { } end ? session.Recorded.OpenedAtMicros - end.AtMicros : patience;
            due = Math.Max(due, former.ChangedAt + Math.Clamp(gap, 0, patience));
        }
        bool isTurn = _settings.Cross == CrossOrder.None || _order.IsDoneBefore(session.FirstNumber);
        if (!isTurn || !IsDue(due))
        {
            return false;
        }
        session.State = SessionState.Opening;
        _actions.Add(new PlayAction.Open(session));
        return true;
    }

    private bool AdvanceOpen(SessionPlay session)
    {
        bool moved = false;
        foreach (SocketPlay socket in session.Sockets)
        {
            moved |= GiveUpOverdue(socket);
            while (socket.Next is { IsClient: true } step && TrySend(session, socket, step))
            {
                moved = true;
            }
        }
        return moved || (session.IsDone && TryClose(session));
    }

    private bool TryClose(SessionPlay session)
    {
        bool endsItself = session.Recorded.End is { By: ClosedBy.Server };
        long due = _closing.DueAt(session);
        if (endsItself)
        {
            due = Math.Max(due, _closing.PatienceWithServer(session));
        }
        else
        {
            int before = session.Recorded.End is { By: ClosedBy.Client } ? session.EndNumber : int.MaxValue;
            if (_settings.Cross != CrossOrder.None && !_order.IsDoneBefore(before))
            {
                return false;
            }
            long at = session.Recorded.End?.AtMicros ?? 0;
            due = Math.Max(due, at == 0 ? 0 : _settings.Pace.DueAt(at, _recordedStart, _start));
        }
        if (!IsDue(due))
        {
            return false;
        }
        if (endsItself)
        {
            session.StaysOpen = true;
            session.Problem = "The server was recorded to end the connection here, and did not.";
        }
        return Close(session);
    }

    private bool Close(SessionPlay session)
    {
        session.State = SessionState.Closing;
        bool isAbrupt = session.Recorded.End?.Reason?.Contains("error", StringComparison.Ordinal) == true;
        _actions.Add(new PlayAction.Close(session, isAbrupt));
        return true;
    }

    private bool GiveUpOverdue(SocketPlay socket)
    {
        bool moved = false;
        long before = socket.Session.ChangedAt;
        for (int i = socket.NextIndex - 1; i >= 0; i--)
        {
            if (socket.Steps[i].IsDone)
            {
                before = socket.Steps[i].DoneAt;
                break;
            }
        }
        for (int i = socket.NextIndex; i < socket.Steps.Count && !socket.Steps[i].IsClient; i++)
        {
            PlayStep step = socket.Steps[i];
            if (step.IsDone || !step.IsAwaited)
            {
                before = Math.Max(before, step.DoneAt);
                continue;
            }
            if (_order.Deadline(step, i, before, _settings.Timeout) is not { } limit)
            {
                break;
            }
            before = Math.Max(before, limit.DueAt);
            if (IsDue(limit.Deadline))
            {
                step.GiveUp(limit.DueAt, limit.Deadline);
                Tell(PlayProgressKind.Overdue, _now, socket.Session, socket, step.Recorded);
                moved = true;
            }
        }
        return moved;
    }

    private bool TrySend(SessionPlay session, SocketPlay socket, PlayStep step)
    {
        ReplayStep recorded = step.Recorded;
        bool comesOrGoes = recorded.Kind is StepKind.Connect or StepKind.Disconnect;
        bool isTurn = _settings.Cross switch
        {
            CrossOrder.Global => _order.IsDoneBefore(recorded.Number),
            CrossOrder.Causal => (!comesOrGoes || _order.IsDoneBefore(recorded.Number)) && _values.Has(step.Needs),
            _ => true,
        };
        if (!isTurn)
        {
            return false;
        }
        long due = _settings.Pace.DueAt(recorded.AtMicros, _recordedStart, _start);
        long scheduled = due;
        if (recorded.Kind == StepKind.Disconnect)
        {
            due = Math.Max(due, _closing.DueAt(socket));
        }
        if (!IsDue(due))
        {
            return false;
        }
        if (WhyNot(step) is { } problem)
        {
            Fail(step, problem);
            return true;
        }
        if (scheduled > 0)
        {
            Deviations.Add(_now - scheduled);
        }
        Send(session, socket, step);
        return true;
    }

    private static string? WhyNot(PlayStep step) =>
        step.Recorded switch
        {
            { IsTruncated: true } => "Only its beginning was recorded.",
            { Kind: StepKind.Ack } when step.Asker is null => "The event that it answers was not recorded.",
            { Kind: StepKind.Ack } when !step.Asker!.HasArrived => "The event that it answers did not come.",
            { Kind: StepKind.Ack } when step.Asker!.LiveAckId is null => "The event that it answers asks for no ack.",
            _ => null,
        };

    private void Send(SessionPlay session, SocketPlay socket, PlayStep step)
    {
        ReplayStep recorded = _values.Prepare(step);
        long? ackId =
            recorded.Kind == StepKind.Ack ? step.Asker!.LiveAckId
            : recorded.AsksAck ? _ackId++
            : null;
        SocketIoMessage message = _values.MessageOf(session, step, recorded, ackId);
        ReplayStep live = recorded with
        {
            Number = ++_liveNumber,
            RowId = 0,
            AtMicros = _now,
            Args = _values.ArgsOf(recorded),
            AckOf = recorded.Kind == StepKind.Ack ? step.Asker!.LiveNumber : null,
        };
        if (recorded.AsksAck)
        {
            socket.Asked[ackId!.Value] = (step, live.Number, _now);
        }
        socket.AddSaid(live, step);
        step.Done(live.Number, ackId, _now);
        socket.IsJoined |= recorded.Kind == StepKind.Connect;
        socket.IsOver |= recorded.Kind == StepKind.Disconnect;
        _actions.Add(new PlayAction.Send(session, message));
        Tell(PlayProgressKind.Sent, _now, session, socket, step.Recorded, live);
    }

    private void Settle(SocketPlay socket, PlayStep? expected, ReplayStep live, long? ackId, long now, MatchMode mode)
    {
        // Of what may come any number of times nothing is unexpected.
        bool agrees = mode is not (MatchMode.Ordered or MatchMode.Unordered);
        if (expected is not null)
        {
            agrees |= _values.Agree(expected, live);
            _values.Bind(expected, live);
            expected.Done(live.Number, ackId, now);
        }
        ReplayStep kept = _values.Hide(expected, live);
        socket.AddHeard(kept, expected);
        foreach (PlayStep snapshot in socket.Snapshots.Where(s => !s.HasArrived && _values.Agree(s, live)))
        {
            snapshot.Done(live.Number, ackId, now);
        }
        PlayProgressKind kind =
            agrees ? PlayProgressKind.Arrived
            : expected is null ? PlayProgressKind.Unexpected
            : PlayProgressKind.Differs;
        Tell(kind, now, socket.Session, socket, expected?.Recorded, kept);
    }

    // What a step of the server means for the rest of its socket.
    private void Follow(SessionPlay session, SocketPlay socket, PlayStep? expected, ReplayStep live, long now)
    {
        switch (live.Kind)
        {
            case StepKind.Connect:
                socket.IsJoined = true;
                if (ClientIdentity.Pid(ClientChain.Payload(live)) is { } pid)
                {
                    string name = socket.Recorded.Namespace;
                    session.Recovery[name] = (pid, session.Recovery.GetValueOrDefault(name).Offset);
                }
                break;
            case StepKind.ConnectError or StepKind.Disconnect:
                socket.IsOver = true;
                if (expected?.Recorded.Kind != live.Kind)
                {
                    string what = live.Kind == StepKind.ConnectError ? "refused" : "ended";
                    FailSocket(socket, $"The server {what} the namespace.", now);
                }
                break;
            default:
                break;
        }
    }

    private static string? OffsetOf(SessionPlay session, SocketIoMessage message, long now)
    {
        // A recovered client receives what it missed before the CONNECT that says so.
        bool canHave =
            session.Recovery.TryGetValue(message.Namespace, out var recovery)
            || session.Former?.Recovery.TryGetValue(message.Namespace, out recovery) == true;
        if (!canHave || !message.IsEvent || message.AckId is not null || message.Payload is not { } payload)
        {
            return null;
        }
        string? offset = RecoveryOffset.Find(payload.Span, now);
        if (offset is not null)
        {
            session.Recovery[message.Namespace] = (recovery.Pid, offset);
        }
        return offset;
    }

    private void End(SessionPlay session, string problem, long now)
    {
        session.State = SessionState.Ended;
        session.ChangedAt = now;
        foreach (SocketPlay socket in session.Sockets)
        {
            FailSocket(socket, problem, now);
        }
        Tell(PlayProgressKind.Ended, now, session, text: session.Problem);
    }

    private void FailSocket(SocketPlay socket, string problem, long now)
    {
        foreach (PlayStep step in socket.Steps.Where(step => !step.IsDone && step.IsAwaited))
        {
            step.Fail(problem, now);
            Tell(PlayProgressKind.Failed, now, socket.Session, socket, step.Recorded, text: problem);
        }
    }

    private void Fail(PlayStep step, string problem)
    {
        step.Fail(problem, _now);
        Tell(PlayProgressKind.Failed, _now, step.Socket.Session, step.Socket, step.Recorded, text: problem);
    }

    private bool IsDue(long due)
    {
        if (due <= _now)
        {
            return true;
        }
        _due = Math.Min(_due, due);
        return false;
    }

    private void Tell(
        PlayProgressKind kind,
        long now,
        SessionPlay session,
        SocketPlay? socket = null,
        ReplayStep? recorded = null,
        ReplayStep? live = null,
        string? text = null
    ) =>
        Progress?.Invoke(
            new PlayProgress(
                kind,
                now,
                session.Client,
                session.OfClient,
                socket?.Recorded.Namespace,
                recorded,
                live,
                text
            )
        );
}
