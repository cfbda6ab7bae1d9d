using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Serving;

/// <summary>One recorded session while it is served.</summary>
internal sealed class ScriptSession
{
    public ScriptSession(ReplaySession recorded, ScriptClient client, ReplayRules rules)
    {
        Recorded = recorded;
        Client = client;
        Sockets = [.. recorded.Sockets.Select(socket => new ScriptSocket(socket, this, rules))];
    }

    public ReplaySession Recorded { get; }

    public ScriptClient Client { get; }

    public IReadOnlyList<ScriptSocket> Sockets { get; }

    /// <summary>What was really said, socket by socket in the order in which they were joined.</summary>
    public List<LiveSocket> Live { get; } = [];

    /// <summary>When a live client opened it; null before.</summary>
    public long? OpenedAt { get; set; }

    /// <summary>Whether the script's own end of it has come.</summary>
    public bool IsEnded { get; set; }
}
