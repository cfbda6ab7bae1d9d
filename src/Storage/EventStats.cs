using SioProxy.Protocol;

namespace SioProxy.Storage;

/// <summary>What happened under one event name: one line of `sioview stats`.</summary>
public sealed record EventStats
{
    /// <summary>The event's name; null for rows that are no events (<see cref="Type"/> says what they are).</summary>
    public required string? Event { get; init; }

    /// <summary>What the rows are: <c>EVENT</c>, another Socket.IO type, an Engine.IO type, or a row kind.</summary>
    public required string Type { get; init; }

    /// <summary>The namespace; null where there is none.</summary>
    public required string? Namespace { get; init; }

    /// <summary>Who sent them; null where that has no meaning.</summary>
    public required Direction? Direction { get; init; }

    /// <summary>How many rows.</summary>
    public required long Count { get; init; }

    /// <summary>The sum of their sizes, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The earliest, in microseconds since the Unix epoch.</summary>
    public required long FirstAtMicros { get; init; }

    /// <summary>The latest, in microseconds since the Unix epoch.</summary>
    public required long LastAtMicros { get; init; }

    /// <summary>Rows a second between the first and the last; null with fewer than two or no time between.</summary>
    public double? Rate =>
        Count > 1 && LastAtMicros > FirstAtMicros ? (Count - 1) * 1e6 / (LastAtMicros - FirstAtMicros) : null;

    /// <summary>How many asked for an ack.</summary>
    public required long Asked { get; init; }

    /// <summary>How many of those got none.</summary>
    public required long Unanswered { get; init; }

    /// <summary>Times from the event to its ack; null when none was answered.</summary>
    public required LatencyStats? Latency { get; init; }

    /// <summary>How those times are spread; empty when none was answered.</summary>
    public required IReadOnlyList<LatencyBucket> LatencyBuckets { get; init; }

    /// <summary>Rows over time, on the steps of <see cref="CaptureStats.Rate"/>.</summary>
    public required RateSeries Series { get; init; }
}
