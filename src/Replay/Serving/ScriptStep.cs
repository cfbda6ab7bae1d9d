using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Serving;

/// <summary>A recorded step and what became of it.</summary>
internal sealed class ScriptStep(NamedStep named, ScriptSocket socket)
{
    public NamedStep Named => named;

    public ReplayStep Recorded => named.Step;

    public ScriptSocket Socket => socket;

    public bool IsClients => named.Step.From == Direction.ClientToServer;

    /// <summary>Whether what follows it does not wait for it: the rules leave open how often it comes.</summary>
    public bool IsOptional => named.Mode is MatchMode.Ignore or MatchMode.AnyCount or MatchMode.Latest;

    /// <summary>When it was consumed (a client's) or sent (the server's), in microseconds since the Unix epoch; null before.</summary>
    public long? DoneAt { get; set; }

    /// <summary>Of an event: its number in the live plan, and the live ack id that it asked with.</summary>
    public int LiveNumber { get; set; }

    /// <summary>The ack id that the live event asked with; null when it asked for none.</summary>
    public long? LiveAckId { get; set; }
}
