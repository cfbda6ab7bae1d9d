using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Packets;

/// <summary>What a list shows of a row: columns and a line of content, all text sanitised and short.</summary>
internal sealed record PacketRow
{
    public required long Id { get; init; }

    public required RowKind Kind { get; init; }

    public required long AtMicros { get; init; }

    /// <summary>When the capture's first row was.</summary>
    public long StartMicros { get; init; }

    /// <summary>When its session was opened; null while unknown.</summary>
    public long? SessionStartMicros { get; init; }

    /// <summary>Who sent it; null for rows that have no sender.</summary>
    public Direction? Direction { get; init; }

    public long Connection { get; init; }

    public long? SessionKey { get; init; }

    /// <summary>The beginning of the sid; empty while unknown.</summary>
    public string Session { get; init; } = "";

    /// <summary>The namespace; empty for rows without.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>What it is in a word, in lower case.</summary>
    public required string Type { get; init; }

    /// <summary>The event's name; empty for others.</summary>
    public string Event { get; init; } = "";

    public long? AckId { get; init; }

    /// <summary>On an ack: the row that asked.</summary>
    public long? AckOf { get; init; }

    /// <summary>On an event: the row that answered it.</summary>
    public long? AnsweredBy { get; init; }

    /// <summary>On an ack: how long it took.</summary>
    public long? LatencyMicros { get; init; }

    public long? Size { get; init; }

    /// <summary>Arguments, payload or whatever says most, cut.</summary>
    public string Content { get; init; } = "";

    public bool IsFault { get; init; }

    public bool IsGap => Kind == RowKind.Gap;

    public bool IsTruncated { get; init; }

    /// <summary>Whether it is an event with an ack id that nothing has answered (yet).</summary>
    public bool IsUnanswered { get; init; }
}
