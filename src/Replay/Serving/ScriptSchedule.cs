using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Serving;

/// <summary>
/// When a server's step comes: behind the last client step that was recorded before it, on its own socket or on another
/// client's, as long after it as it was recorded; what that step triggered comes at once unless the pace is the recorded one.
/// </summary>
internal sealed class ScriptSchedule(IEnumerable<ScriptClient> clients, ServingPace pace)
{
    /// <summary>A server that answered within this time was triggered; one that took longer waited for something.</summary>
    private const long PromptMicros = 250_000;

    /// <summary>How long a step waits, past its time, for another live client's step that was recorded before it.</summary>
    private const long PatienceMicros = 2_000_000;

    private readonly ScriptStep[] _clientSteps =
    [
        .. clients
            .SelectMany(client => client.Sessions)
            .SelectMany(session => session.Sockets)
            .SelectMany(socket => socket.Steps)
            .Where(step => step is { IsClients: true, IsOptional: false })
            .OrderBy(step => step.Recorded.Number),
    ];

    /// <summary>When a step that waits in its socket's outbox is to be sent, in microseconds since the Unix epoch.</summary>
    public long DueAt(ScriptStep step)
    {
        Anchor own = step.Socket.OwnerOf(step) is { } owner
            ? new Anchor(owner.Recorded.Number, owner.Recorded.AtMicros, owner.DoneAt!.Value)
            : new Anchor(0, step.Socket.Session.Recorded.OpenedAtMicros, step.Socket.Session.OpenedAt ?? 0);
        bool isAnswer = step.Recorded.Kind is StepKind.Connect or StepKind.ConnectError or StepKind.Ack;
        return DueAt(step.Recorded.Number, step.Recorded.AtMicros, own, step.Socket.Session, isAnswer);
    }

    /// <summary>A step's time has come: whoever has not come until then is not waited for again.</summary>
    public void NoteDue(ScriptStep step)
    {
        int own = step.Socket.OwnerOf(step)?.Recorded.Number ?? 0;
        for (int i = FirstAtOrAfter(step.Recorded.Number) - 1; i >= 0 && _clientSteps[i].Recorded.Number > own; i--)
        {
            ScriptSession other = _clientSteps[i].Socket.Session;
            bool isAnswer = step.Recorded.Kind is StepKind.Connect or StepKind.ConnectError or StepKind.Ack;
            other.Client.IsMissed |= !isAnswer && other != step.Socket.Session && IsToCome(other);
        }
    }

    /// <summary>When the script ends a session whose steps are all done.</summary>
    public long EndDueAt(ScriptSession session, long endedAt)
    {
        var own = new Anchor(0, session.Recorded.OpenedAtMicros, session.OpenedAt ?? 0);
        foreach (ScriptStep step in session.Sockets.SelectMany(socket => socket.Steps))
        {
            if (step is { IsClients: true, DoneAt: { } doneAt } && step.Recorded.Number > own.Number)
            {
                own = new Anchor(step.Recorded.Number, step.Recorded.AtMicros, doneAt);
            }
        }
        int number = 1 + (_clientSteps.LastOrDefault(step => step.Recorded.AtMicros <= endedAt)?.Recorded.Number ?? 0);
        return DueAt(number, endedAt, own, session, isAnswer: false);
    }

    private readonly record struct Anchor(int Number, long RecordedAt, long LiveAt);

    private long DueAt(int number, long recordedAt, Anchor own, ScriptSession session, bool isAnswer)
    {
        Anchor anchor = own;
        for (int i = FirstAtOrAfter(number) - 1; i >= 0 && _clientSteps[i].Recorded.Number > own.Number; i--)
        {
            ScriptStep cause = _clientSteps[i];
            if (cause.DoneAt is { } doneAt)
            {
                anchor = new Anchor(cause.Recorded.Number, cause.Recorded.AtMicros, doneAt);
                break;
            }
            ScriptSession other = cause.Socket.Session;
            if (other != session && (IsHere(other) || (!isAnswer && IsToCome(other))))
            {
                return own.LiveAt + recordedAt - own.RecordedAt + PatienceMicros;
            }
        }
        long delay = Math.Max(0, recordedAt - anchor.RecordedAt);
        bool isPrompt = pace == ServingPace.Asap && (isAnswer || delay <= PromptMicros);
        return Math.Max(own.LiveAt, anchor.LiveAt + (isPrompt ? 0 : delay));
    }

    private static bool IsHere(ScriptSession session) =>
        session.Client.Link is not null && session.Client.Current == session;

    // Nobody need play him at all: he is waited for in vain once only.
    private static bool IsToCome(ScriptSession session) =>
        session.Client is { Link: null, IsMissed: false } && session.Client.Next == session;

    private int FirstAtOrAfter(int number)
    {
        int low = 0;
        int high = _clientSteps.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_clientSteps[middle].Recorded.Number < number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }
}
