using SioProxy.Endpoints.SocketIo;
using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Playing;

/// <summary>The clients' part of a replay: which of their steps may be sent now, and what goes out.</summary>
internal sealed class ClientSteps(
    CrossOrder cross,
    PlaySchedule schedule,
    PlayOrder order,
    PlayValues values,
    SessionClosing closing,
    PlayLog log,
    List<PlayAction> actions
)
{
    private long _ackId;

    /// <summary>By how much steps were sent after the moment that the pace asked for, in microseconds.</summary>
    public List<long> Deviations { get; } = [];

    /// <summary>Sends a step, or gives it up, if its turn has come.</summary>
    public bool TrySend(PlayStep step)
    {
        ReplayStep recorded = step.Recorded;
        if (!IsTurn(step))
        {
            return false;
        }
        long scheduled = schedule.DueAt(recorded.AtMicros);
        long due = recorded.Kind == StepKind.Disconnect ? Math.Max(scheduled, closing.DueAt(step.Socket)) : scheduled;
        if (!schedule.IsDue(due))
        {
            return false;
        }
        if (WhyNot(step) is { } problem)
        {
            log.Fail(step, problem, schedule.Now);
            return true;
        }
        if (scheduled > 0)
        {
            Deviations.Add(schedule.Now - scheduled);
        }
        Send(step);
        return true;
    }

    /// <summary>A handshake that was refused is about to be tried again.</summary>
    public void Ask(SocketPlay socket)
    {
        PlayStep step = socket.Steps[0];
        ReplayStep live = step.Recorded with { Number = log.NextNumber(), RowId = 0, AtMicros = schedule.Now };
        socket.AddSaid(live, step);
        step.Done(live.Number, ackId: null, schedule.Now);
        log.Tell(PlayProgressKind.Sent, schedule.Now, socket.Session, socket, step.Recorded, live);
    }

    private bool IsTurn(PlayStep step)
    {
        int number = step.Recorded.Number;
        return cross switch
        {
            CrossOrder.Global => order.IsDoneBefore(number) && values.Has(step.Needs, schedule),
            CrossOrder.Causal when PlayOrder.IsMovement(step.Recorded.Kind) => order.IsDoneBefore(number)
                && values.Has(step.Needs, schedule),
            CrossOrder.Causal => order.HasEverybodyMovedBefore(number) && values.Has(step.Needs, schedule),
            _ => true,
        };
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

    private void Send(PlayStep step)
    {
        SocketPlay socket = step.Socket;
        ReplayStep recorded = values.Prepare(step);
        long? ackId =
            recorded.Kind == StepKind.Ack ? step.Asker!.LiveAckId
            : recorded.AsksAck ? _ackId++
            : null;
        SocketIoMessage message = values.MessageOf(socket.Session, step, recorded, ackId);
        ReplayStep live = recorded with
        {
            Number = log.NextNumber(),
            RowId = 0,
            AtMicros = schedule.Now,
            Args = values.ArgsOf(recorded),
            AckOf = recorded.Kind == StepKind.Ack ? step.Asker!.LiveNumber : null,
        };
        if (recorded.AsksAck)
        {
            socket.Asked[ackId!.Value] = (step, live.Number, schedule.Now);
        }
        socket.AddSaid(live, step);
        step.Done(live.Number, ackId, schedule.Now);
        socket.IsJoined |= recorded.Kind == StepKind.Connect;
        socket.IsOver |= recorded.Kind == StepKind.Disconnect;
        actions.Add(new PlayAction.Send(socket.Session, message));
        log.Tell(PlayProgressKind.Sent, schedule.Now, socket.Session, socket, step.Recorded, live);
    }
}
