namespace SioProxy.Storage;

/// <summary>The rows that a filter matches in numbers: together, by direction and by event.</summary>
public sealed record CaptureStats
{
    /// <summary>By event name (or type of what is no event), namespace and direction; most frequent first.</summary>
    public required IReadOnlyList<EventStats> Events { get; init; }

    /// <summary>What the client and what the server sent, in this order.</summary>
    public required IReadOnlyList<DirectionStats> Directions { get; init; }

    /// <summary>How many rows.</summary>
    public required long Count { get; init; }

    /// <summary>The sum of their sizes, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>All rows over time; every other series has the same steps. Without counts when there is no row.</summary>
    public required RateSeries Rate { get; init; }

    /// <summary>How many events asked for an ack.</summary>
    public required long Asked { get; init; }

    /// <summary>How many of those got none.</summary>
    public required long Unanswered { get; init; }

    /// <summary>Times from an event to its ack; null when none was answered.</summary>
    public required LatencyStats? Latency { get; init; }

    /// <summary>How those times are spread, from the shortest to the longest that occur; empty when none was answered.</summary>
    public required IReadOnlyList<LatencyBucket> LatencyBuckets { get; init; }
}
