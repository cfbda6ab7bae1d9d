using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Live;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Sessions;

namespace SioProxy.Replay.Playing;

/// <summary>The server's part of a replay: which recorded step a live one stands for, what it means, and which come no more.</summary>
internal sealed class ServerSteps(
    PlayRules settings,
    PlaySchedule schedule,
    PlayOrder order,
    PlayValues values,
    PlayLog log
)
{
    /// <summary>The server said something.</summary>
    public void Hear(SessionPlay session, SocketIoMessage message, long now)
    {
        SocketPlay socket = session.SocketOf(message.Namespace, settings.Rules);
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
            log.NextNumber(),
            now,
            ackOf,
            offset is not null
        ) with
        {
            LatencyMicros = latency,
            RecoveryOffset = offset,
        };
        NamedStep named = NamedStep.Of([live], settings.Rules)[0];
        if (!message.IsAck)
        {
            expected = socket.Find(named.Key, step => values.Agree(step, live));
        }
        Settle(socket, expected, live, message.AckId, now, named.Mode);
        Follow(socket, expected, live, now);
        if (expected is null && named.Mode is MatchMode.Ordered or MatchMode.Unordered)
        {
            StopWaitingForRenamed(socket, live, now);
        }
    }

    /// <summary>The server answered a handshake.</summary>
    public void HearAnswer(SocketPlay socket, HandshakeAnswer answer, long now)
    {
        ReplayStep live = HandshakeSteps.Step(log.NextNumber(), rowId: 0, now, Direction.ServerToClient, answer.Args);
        PlayStep expected = socket.Steps[1];
        Settle(socket, expected, live, ackId: null, now, expected.Named.Mode);
    }

    /// <summary>Gives up what should have come long ago.</summary>
    public bool GiveUpOverdue(SocketPlay socket)
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
            if (order.Deadline(step, i, before, settings.Timeout) is not { } limit)
            {
                break;
            }
            before = Math.Max(before, limit.DueAt);
            if (schedule.IsDue(limit.Deadline))
            {
                step.GiveUp(limit);
                order.NoteAbsent(step);
                log.Tell(PlayProgressKind.Overdue, schedule.Now, socket.Session, socket, step.Recorded);
                moved = true;
            }
        }
        return moved;
    }

    private void Settle(SocketPlay socket, PlayStep? expected, ReplayStep live, long? ackId, long now, MatchMode mode)
    {
        // Of what may come any number of times nothing is unexpected.
        bool agrees = mode is not (MatchMode.Ordered or MatchMode.Unordered);
        if (expected is not null)
        {
            agrees |= values.Agree(expected, live);
            values.Bind(expected, live);
            expected.Done(live.Number, ackId, now);
        }
        ReplayStep kept = values.Hide(expected, live);
        socket.AddHeard(kept, expected);
        foreach (PlayStep snapshot in socket.Snapshots.Where(s => !s.HasArrived && values.Agree(s, live)))
        {
            snapshot.Done(live.Number, ackId, now);
        }
        PlayProgressKind kind =
            agrees ? PlayProgressKind.Arrived
            : expected is null ? PlayProgressKind.Unexpected
            : PlayProgressKind.Differs;
        log.Tell(kind, now, socket.Session, socket, expected?.Recorded, kept);
    }

    // An event that was not recorded, with the arguments of one that is waited for, has another name now: waiting is in vain.
    private void StopWaitingForRenamed(SocketPlay socket, ReplayStep live, long now)
    {
        if (live.Kind != StepKind.Event || live.Args.GetArrayLength() == 0)
        {
            return;
        }
        PlayStep? renamed = socket
            .Steps.Skip(socket.NextIndex)
            .TakeWhile(step => !step.IsClient)
            .FirstOrDefault(step =>
                step is { IsDone: false, IsAwaited: true, Recorded.Kind: StepKind.Event } && values.Agree(step, live)
            );
        if (renamed is not null)
        {
            values.Bind(renamed, live);
            renamed.Replace(now);
        }
    }

    // What a step of the server means for the rest of its socket.
    private void Follow(SocketPlay socket, PlayStep? expected, ReplayStep live, long now)
    {
        SessionPlay session = socket.Session;
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
                    log.Fail(socket, $"The server {what} the namespace.", now);
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
}
