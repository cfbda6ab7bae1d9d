using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>A session, and what its rows tell of it.</summary>
internal sealed record SessionReport
{
    public required SessionEntry Session { get; init; }

    /// <summary>The handshake's <c>User-Agent</c>; null when it is not known.</summary>
    public string? Agent { get; init; }

    public required IReadOnlyList<NamespaceReport> Namespaces { get; init; }

    public HeartbeatSample? Heartbeat { get; init; }

    /// <summary>Events that asked for an ack and got none.</summary>
    public long Unanswered { get; init; }

    public long Gaps { get; init; }

    /// <summary>How it ended, in words; <see cref="EndWords.Open"/> while it lives.</summary>
    public required string End { get; init; }

    /// <summary>What it suffers from, the surest first; empty when nothing is known.</summary>
    public required IReadOnlyList<Diagnosis> Diagnoses { get; init; }

    public bool IsOpen => Session.EndedAtMicros is null;

    public long Packets => Session.ClientPackets + Session.ServerPackets;

    public long Bytes => Session.ClientBytes + Session.ServerBytes;

    /// <summary>From its first byte to its end, or to its latest packet while it lives.</summary>
    public long DurationMicros => Math.Max(0, (Session.EndedAtMicros ?? Session.LastAtMicros) - Session.OpenedAtMicros);

    /// <summary>The transport it began with, and the one it went on to.</summary>
    public string Transports =>
        Session.FirstTransport == Transport.Polling && Session.UpgradedAtMicros is not null
            ? "polling, then websocket"
            : RowNames.Of(Session.FirstTransport);

    public static SessionReport Of(SessionFacts facts, ConnectionEntry? handshake, IReadOnlyList<Diagnosis> diagnoses)
    {
        SessionEntry session = facts.Entry!;
        return new SessionReport
        {
            Session = session,
            Agent = ClientIdentity.Agent(handshake),
            Namespaces = [.. facts.Namespaces.Select(NamespaceReport.Of)],
            Heartbeat = facts.Heartbeat,
            Unanswered = facts.Unanswered,
            Gaps = facts.Gaps,
            End = EndWords.Of(session, facts.Close),
            Diagnoses = diagnoses,
        };
    }
}
