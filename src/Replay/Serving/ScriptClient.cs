using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Serving;

/// <summary>One recorded client while it is served.</summary>
internal sealed class ScriptClient
{
    private int _current = -1;

    public ScriptClient(ReplayClient recorded, ReplayRules rules)
    {
        Recorded = recorded;
        Sessions = [.. recorded.Sessions.Select(session => new ScriptSession(session, this, rules))];
    }

    public ReplayClient Recorded { get; }

    public IReadOnlyList<ScriptSession> Sessions { get; }

    /// <summary>The connection of the live client that plays it; null while there is none.</summary>
    public ScriptLink? Link { get; set; }

    /// <summary>Whether others waited for its next session in vain.</summary>
    public bool IsMissed { get; set; }

    /// <summary>The session that is being played, or was last; null before the first.</summary>
    public ScriptSession? Current => _current < 0 ? null : Sessions[_current];

    /// <summary>The session that a new connection begins; null when all have begun.</summary>
    public ScriptSession? Next => _current + 1 < Sessions.Count ? Sessions[_current + 1] : null;

    /// <summary>Whether all that it did was done again, and the live client has left.</summary>
    public bool IsServed => Link is null && Next is null;

    public void Begin(ScriptSession session)
    {
        IsMissed = false;
        for (int i = 0; i < Sessions.Count; i++)
        {
            _current = ReferenceEquals(Sessions[i], session) ? i : _current;
        }
    }
}
