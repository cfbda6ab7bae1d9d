using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Playing;

/// <summary>The steps of all sockets in the recorded order: what was before what, and how long a step may take.</summary>
internal sealed class PlayOrder
{
    /// <summary>What has not come once is waited for, the next times, this part of the time only.</summary>
    private const int Impatience = 5;

    private const long ShortestAckTimeout = 2_000_000;
    private readonly HashSet<(string Namespace, string Subject)> _absent = [];
    private readonly PlayStep[] _steps;
    private readonly PlayStep[] _sent;
    private readonly long[] _lastSent; // at n: when the last of the first n client steps was sent
    private readonly PlayStep[] _movements; // who comes and goes: the CONNECTs and DISCONNECTs, and their answers
    private int _firstUndone;
    private int _firstMovement;
    private int _firstUnsent;

    public PlayOrder(IReadOnlyList<SessionPlay> sessions)
    {
        All =
        [
            .. sessions
                .SelectMany(session => session.Sockets)
                .SelectMany(socket => socket.Steps)
                .OrderBy(step => step.Recorded.Number),
        ];
        _steps = [.. All.Where(step => step.IsAwaited)];
        _sent = [.. _steps.Where(step => step.IsClient)];
        _movements = [.. _steps.Where(step => IsMovement(step.Recorded.Kind))];
        _lastSent = new long[_sent.Length + 1];
        var byNumber = new Dictionary<int, PlayStep>();
        foreach (PlayStep step in All)
        {
            byNumber[step.Recorded.Number] = step;
            if (step.Recorded.AckOf is { } asked && byNumber.TryGetValue(asked, out PlayStep? asker))
            {
                step.Asker = asker;
                asker.Answer ??= step;
            }
        }
        foreach (SessionPlay session in sessions.Where(session => session.Recorded.End is not null))
        {
            long end = session.Recorded.End!.Value.AtMicros;
            session.EndNumber = All.Where(step => step.Recorded.AtMicros > end)
                .Select(step => step.Recorded.Number)
                .DefaultIfEmpty(int.MaxValue)
                .First();
        }
    }

    /// <summary>Every step of the plan.</summary>
    public IReadOnlyList<PlayStep> All { get; }

    /// <summary>Every step that something waits for.</summary>
    public IReadOnlyList<PlayStep> Steps => _steps;

    /// <summary>The first step that is not done; null when all are.</summary>
    public PlayStep? FirstUndone
    {
        get
        {
            while (_firstUndone < _steps.Length && _steps[_firstUndone].IsDone)
            {
                _firstUndone++;
            }
            return _firstUndone < _steps.Length ? _steps[_firstUndone] : null;
        }
    }

    /// <summary>Whether everything that was recorded before a step is done.</summary>
    public bool IsDoneBefore(int number) => FirstUndone is not { } step || step.Recorded.Number >= number;

    /// <summary>Whether everybody who came or went before a step was recorded has done so.</summary>
    public bool HasEverybodyMovedBefore(int number)
    {
        while (_firstMovement < _movements.Length && _movements[_firstMovement].IsDone)
        {
            _firstMovement++;
        }
        return _firstMovement == _movements.Length || _movements[_firstMovement].Recorded.Number >= number;
    }

    /// <summary>Whether steps of a kind change who is there.</summary>
    public static bool IsMovement(StepKind kind) => kind is not (StepKind.Event or StepKind.Ack);

    /// <summary>
    /// How long a step of the server may take; null while what the server cannot know yet is still to be sent. An ack may
    /// take five times its recorded latency, two seconds at least, anything else its recorded time after what was before
    /// it on its socket and the time-out; what has not come once is waited for a fifth of that. Behind that it may still come
    /// late, for a fifth of the time-out.
    /// </summary>
    /// <param name="index">Its place on its socket.</param>
    /// <param name="before">When the step before it was done.</param>
    public PlayLimit? Deadline(PlayStep step, int index, long before, TimeSpan timeout)
    {
        ReplayStep recorded = step.Recorded;
        long late = (long)timeout.TotalMicroseconds / Impatience;
        if (step.Asker is { } asker)
        {
            if (!asker.IsDone)
            {
                return null;
            }
            long latency = Math.Max(0, recorded.LatencyMicros ?? recorded.AtMicros - asker.Recorded.AtMicros);
            long patience = asker.Problem is null ? Math.Max(ShortestAckTimeout, 5 * latency) : 0;
            return new PlayLimit(
                asker.DoneAt + latency,
                asker.DoneAt + (patience / HasteFor(step)),
                asker.DoneAt + patience + late
            );
        }
        if (SentBefore(recorded.Number) is not { } sentAt)
        {
            return null;
        }
        long previous =
            index == 0 ? step.Socket.Session.Recorded.OpenedAtMicros : step.Socket.Steps[index - 1].Recorded.AtMicros;
        long due = Math.Max(before, sentAt) + Math.Max(0, recorded.AtMicros - previous);
        long deadline = due + ((long)timeout.TotalMicroseconds / HasteFor(step));
        return new PlayLimit(due, deadline, deadline + late);
    }

    /// <summary>A step was given up.</summary>
    public void NoteAbsent(PlayStep step) => _absent.Add(NameOf(step));

    private int HasteFor(PlayStep step) => _absent.Contains(NameOf(step)) ? Impatience : 1;

    private static (string Namespace, string Subject) NameOf(PlayStep step) =>
        (step.Socket.Recorded.Namespace, step.Named.Subject);

    private long? SentBefore(int number)
    {
        while (_firstUnsent < _sent.Length && _sent[_firstUnsent].IsDone)
        {
            _lastSent[_firstUnsent + 1] = Math.Max(_lastSent[_firstUnsent], _sent[_firstUnsent].DoneAt);
            _firstUnsent++;
        }
        int low = 0;
        int high = _sent.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_sent[middle].Recorded.Number < number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low <= _firstUnsent ? _lastSent[low] : null;
    }
}
