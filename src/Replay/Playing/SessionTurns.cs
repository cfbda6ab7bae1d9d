using SioProxy.Sessions;

namespace SioProxy.Replay.Playing;

/// <summary>When the clients' sessions begin and end: at their turn among the steps, and at their moment.</summary>
internal sealed class SessionTurns(
    CrossOrder cross,
    PlaySchedule schedule,
    PlayOrder order,
    SessionClosing closing,
    ClientSteps client,
    List<PlayAction> actions
)
{
    // A server notices a loss only after a moment; who comes back at once is not yet gone.
    private const long Patience = 250_000;

    /// <summary>Opens a session whose turn has come, behind the end of the one that its client had before.</summary>
    public bool TryOpen(SessionPlay session)
    {
        if (session.FirstNumber == 0)
        {
            session.State = SessionState.Ended; // nothing was said in it
            session.ChangedAt = schedule.Now;
            return true;
        }
        long due = schedule.DueAt(session.Recorded.OpenedAtMicros);
        if (session.Former is { } former)
        {
            if (former.State != SessionState.Ended)
            {
                return false;
            }
            long gap = former.Recorded.End is { } end ? session.Recorded.OpenedAtMicros - end.AtMicros : Patience;
            due = Math.Max(due, former.ChangedAt + Math.Clamp(gap, 0, Patience));
        }
        bool isTurn = cross == CrossOrder.None || order.IsDoneBefore(session.FirstNumber);
        if (!isTurn || !schedule.IsDue(due))
        {
            return false;
        }
        session.State = SessionState.Opening;
        if (session.IsHandshakeOnly)
        {
            client.Ask(session.Sockets[0]);
        }
        actions.Add(new PlayAction.Open(session));
        return true;
    }

    /// <summary>Leaves a session in which all was said, if its turn has come.</summary>
    public bool TryClose(SessionPlay session)
    {
        bool endsItself = session.Recorded.End is { By: ClosedBy.Server };
        long due = closing.DueAt(session);
        if (endsItself)
        {
            due = Math.Max(due, closing.PatienceWithServer(session));
        }
        else
        {
            int before = session.Recorded.End is { By: ClosedBy.Client } ? session.EndNumber : int.MaxValue;
            if (cross != CrossOrder.None && !order.IsDoneBefore(before))
            {
                return false;
            }
            long at = session.Recorded.End?.AtMicros ?? 0;
            due = Math.Max(due, at == 0 ? 0 : schedule.DueAt(at));
        }
        if (!schedule.IsDue(due))
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

    /// <summary>Leaves a session now.</summary>
    public bool Close(SessionPlay session)
    {
        session.State = SessionState.Closing;
        bool isAbrupt = session.Recorded.End?.Reason?.Contains("error", StringComparison.Ordinal) == true;
        actions.Add(new PlayAction.Close(session, isAbrupt));
        return true;
    }
}
