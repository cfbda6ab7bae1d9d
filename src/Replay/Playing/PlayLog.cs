using SioProxy.Protocol;
using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Playing;

/// <summary>Numbers what is really said, and tells who watches what happens.</summary>
internal sealed class PlayLog
{
    private int _lastNumber;

    /// <summary>Called for everything that happens; null: nobody watches.</summary>
    public Action<PlayProgress>? Progress { get; set; }

    /// <summary>The number of the next live step.</summary>
    public int NextNumber() => ++_lastNumber;

    /// <summary>A step cannot be played.</summary>
    public void Fail(PlayStep step, string problem, long now)
    {
        step.Fail(problem, now);
        Tell(PlayProgressKind.Failed, now, step.Socket.Session, step.Socket, step.Recorded, text: problem);
    }

    /// <summary>Nothing that is left on a socket can be played.</summary>
    public void Fail(SocketPlay socket, string problem, long now)
    {
        foreach (PlayStep step in socket.Steps.Where(step => !step.IsDone && step.IsAwaited))
        {
            Fail(step, problem, now);
        }
    }

    /// <summary>The connection is gone, and with it a namespace that nobody left.</summary>
    public void AddLoss(SocketPlay socket, string problem, long now)
    {
        var gone = new ReplayStep
        {
            Number = NextNumber(),
            RowId = 0,
            AtMicros = now,
            From = Direction.ServerToClient,
            Kind = StepKind.Disconnect,
            Args = StepArguments.Empty,
        };
        socket.Live.Add(gone);
        Tell(PlayProgressKind.Unexpected, now, socket.Session, socket, live: gone, text: problem);
    }

    public void Tell(
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
