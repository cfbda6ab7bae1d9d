namespace SioProxy.Replay.Playing;

/// <summary>The machine's time: what it is, when things of the recording are due, and when to look again. Microseconds since the Unix epoch.</summary>
internal sealed class PlaySchedule(Pace pace, long recordedStart)
{
    private long _start;
    private long _next = long.MaxValue;
    private bool _hasBegun;

    /// <summary>What time it is.</summary>
    public long Now { get; private set; }

    /// <summary>The nearest moment that <see cref="IsDue"/> was asked about and that has not come; null when there is none.</summary>
    public long? Next => _next == long.MaxValue ? null : _next;

    public void Start(long now) => _start = now;

    public void SetNow(long now) => Now = now;

    /// <summary>Looks anew for the nearest moment.</summary>
    public void LookAgain() => _next = long.MaxValue;

    /// <summary>
    /// A session is open. What it takes to reach a server, and to be compiled for it, was not recorded: the schedule begins at
    /// the first open session, and is absolute from there.
    /// </summary>
    public void Begin(long recordedOpening, long now)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            _start = Math.Max(_start, now - pace.DueAt(recordedOpening, recordedStart, 0));
        }
    }

    /// <summary>When something of the recording is due; 0 when any time will do.</summary>
    public long DueAt(long recordedAt) => pace.DueAt(recordedAt, recordedStart, _start);

    /// <summary>Whether a moment has come; if not, it is one to look again at.</summary>
    public bool IsDue(long due)
    {
        if (due <= Now)
        {
            return true;
        }
        _next = Math.Min(_next, due);
        return false;
    }
}
