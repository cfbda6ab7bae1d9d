using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Serving;

/// <summary>One recorded socket while it is served: which of its steps are done, and what waits to be sent.</summary>
internal sealed class ScriptSocket
{
    private readonly SortedSet<int> _outbox = [];
    private readonly Dictionary<long, ScriptStep> _asked = [];
    private long _lastAckId = -1;

    public ScriptSocket(ReplaySocket recorded, ScriptSession session, ReplayRules rules)
    {
        Recorded = recorded;
        Session = session;
        Steps = [.. NamedStep.Of(recorded.Steps, rules).Select(named => new ScriptStep(named, this))];
    }

    public ReplaySocket Recorded { get; }

    public ScriptSession Session { get; }

    public IReadOnlyList<ScriptStep> Steps { get; }

    /// <summary>What was really said on it; null until it began.</summary>
    public LiveSocket? Live { get; set; }

    public bool HasBegun => Live is not null;

    public bool HasOutbox => _outbox.Count > 0;

    /// <summary>The next step to send.</summary>
    public ScriptStep Next => Steps[_outbox.Min];

    /// <summary>Whether nothing is left to be said by either side.</summary>
    public bool IsDone => Steps.All(step => step.DoneAt is not null || step.IsOptional || step.Recorded.IsTruncated);

    /// <summary>Takes the server's steps behind one of the client's into the outbox, up to the client's next.</summary>
    /// <param name="place">The place of the client's step; -1: the beginning.</param>
    public void Release(int place)
    {
        for (int i = place + 1; i < Steps.Count; i++)
        {
            ScriptStep step = Steps[i];
            if (step is { IsClients: true, IsOptional: false })
            {
                return;
            }
            if (step is { IsClients: false, DoneAt: null, Recorded.IsTruncated: false })
            {
                _outbox.Add(i);
            }
        }
    }

    public void Add(ScriptStep step) => _outbox.Add(step.Named.Place);

    public void Remove(ScriptStep step) => _outbox.Remove(step.Named.Place);

    /// <summary>Those that wait to be sent and were recorded before a place.</summary>
    public IReadOnlyList<ScriptStep> WaitingBefore(int place) =>
        [.. _outbox.TakeWhile(i => i < place).Select(i => Steps[i])];

    /// <summary>The client's step that a server's step was released by; null: the beginning of the socket.</summary>
    public ScriptStep? OwnerOf(ScriptStep step)
    {
        for (int i = step.Named.Place - 1; i >= 0; i--)
        {
            if (Steps[i] is { IsClients: true, DoneAt: not null })
            {
                return Steps[i];
            }
        }
        return null;
    }

    /// <summary>The step of a number on this socket; null when it is on none or another.</summary>
    public ScriptStep? Find(int? number) =>
        number is null ? null : Steps.FirstOrDefault(step => step.Recorded.Number == number);

    /// <summary>The server's acks of a client's step whose turn has come already, but for that step itself.</summary>
    public IEnumerable<ScriptStep> AcksOf(ScriptStep step) =>
        Steps.Where(ack =>
            ack is { IsClients: false, DoneAt: null, Recorded.Kind: StepKind.Ack }
            && ack.Recorded.AckOf == step.Recorded.Number
            && Steps.Take(ack.Named.Place).LastOrDefault(s => s is { IsClients: true, IsOptional: false })
                is null
                    or { DoneAt: not null }
        );

    /// <summary>A live ack id for an event of the server's.</summary>
    public long Ask(ScriptStep step)
    {
        _asked[++_lastAckId] = step;
        return _lastAckId;
    }

    /// <summary>The event that a client's ack answers; null when it was never asked, or is answered already.</summary>
    public ScriptStep? TakeAsked(long? ackId) =>
        ackId is { } id && _asked.Remove(id, out ScriptStep? step) ? step : null;

    /// <summary>Ack ids begin anew, as the live client's connection is another one.</summary>
    public void ForgetAcks()
    {
        _asked.Clear();
        foreach (ScriptStep step in Steps)
        {
            step.LiveAckId = null;
        }
    }
}
