using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Playing;

/// <summary>A recorded step while it is being played.</summary>
internal sealed class PlayStep(NamedStep named, SocketPlay socket)
{
    public ReplayStep Recorded => named.Step;

    public NamedStep Named => named;

    public SocketPlay Socket => socket;

    public bool IsClient => Recorded.From == Direction.ClientToServer;

    /// <summary>Whether what comes behind it on its socket waits for it.</summary>
    public bool IsAwaited => IsClient || named.Mode is MatchMode.Ordered or MatchMode.Unordered;

    /// <summary>For an ack: the step that it answers, when that is in the plan.</summary>
    public PlayStep? Asker { get; set; }

    /// <summary>For an event that asks: the recorded ack; null when there is none.</summary>
    public PlayStep? Answer { get; set; }

    /// <summary>Recorded values that it sends back, with the steps that brought them.</summary>
    public IReadOnlyList<NeededValue> Needs { get; set; } = [];

    /// <summary>Whether nothing waits for it any more: it was sent, it came, or it was given up.</summary>
    public bool IsDone { get; private set; }

    /// <summary>When that was; for one that was given up, when it should have come.</summary>
    public long DoneAt { get; private set; }

    /// <summary>Whether a live step stands for it.</summary>
    public bool HasArrived { get; private set; }

    /// <summary>When it was given up because it did not come in time; null when it was not.</summary>
    public long? GivenUpAt { get; private set; }

    /// <summary>Why it could not be played; null when it could.</summary>
    public string? Problem { get; private set; }

    /// <summary>The live step's number.</summary>
    public int LiveNumber { get; private set; }

    /// <summary>The ack id of the live event; null when it asked for none.</summary>
    public long? LiveAckId { get; private set; }

    public void Done(int liveNumber, long? ackId, long now)
    {
        HasArrived = true;
        LiveNumber = liveNumber;
        LiveAckId = ackId;
        if (!IsDone)
        {
            IsDone = true;
            DoneAt = now;
        }
    }

    /// <summary>Until when its client stays for it although it was given up.</summary>
    public long LateUntil { get; private set; }

    public void GiveUp(PlayLimit limit)
    {
        IsDone = true;
        DoneAt = limit.DueAt;
        GivenUpAt = limit.Deadline;
        LateUntil = limit.LateUntil;
    }

    /// <summary>Something else came in its place: nothing waits for it any more, though it may still come.</summary>
    public void Replace(long now)
    {
        IsDone = true;
        DoneAt = now;
    }

    public void Fail(string problem, long now)
    {
        if (IsDone)
        {
            return;
        }
        IsDone = true;
        DoneAt = now;
        Problem = problem;
    }
}
