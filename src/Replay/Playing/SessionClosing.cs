namespace SioProxy.Replay.Playing;

/// <summary>How long a client stays although it has nothing more to say: for what is overdue, and for the last state.</summary>
internal sealed class SessionClosing(TimeSpan timeout)
{
    private readonly long _timeout = (long)timeout.TotalMicroseconds;

    /// <summary>When a session may be left at the earliest.</summary>
    public long DueAt(SessionPlay session) => session.Sockets.Max(DueAt);

    /// <summary>When a namespace may be left at the earliest: what did not come in time may still come late.</summary>
    public long DueAt(SocketPlay socket)
    {
        long due = 0;
        foreach (PlayStep step in socket.Steps)
        {
            if (step is { GivenUpAt: not null, HasArrived: false })
            {
                due = Math.Max(due, step.LateUntil);
            }
        }
        foreach (PlayStep snapshot in socket.Snapshots.Where(snapshot => !snapshot.HasArrived))
        {
            due = Math.Max(due, After(socket, snapshot.Recorded.AtMicros) + _timeout);
        }
        return due;
    }

    /// <summary>Until when a server has to end the session that it was recorded to end.</summary>
    public long PatienceWithServer(SessionPlay session) =>
        session.Sockets.Max(socket => After(socket, session.Recorded.End!.Value.AtMicros)) + _timeout;

    // When something should come, by its recorded distance from the last step before it that was played.
    private static long After(SocketPlay socket, long recordedAt)
    {
        PlayStep? last = socket.Steps.LastOrDefault(step => step.IsDone && step.Recorded.AtMicros <= recordedAt);
        return last is null ? socket.Session.ChangedAt : last.DoneAt + Math.Max(0, recordedAt - last.Recorded.AtMicros);
    }
}
