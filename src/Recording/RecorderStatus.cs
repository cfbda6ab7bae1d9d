namespace SioProxy.Recording;

/// <summary>A snapshot of the recorder's counters.</summary>
public sealed record RecorderStatus
{
    /// <summary>The capture that is written now.</summary>
    public required string Path { get; init; }

    /// <summary>Sessions that live.</summary>
    public required long Sessions { get; init; }

    /// <summary>Exchanges and WebSockets that are open.</summary>
    public required long Connections { get; init; }

    /// <summary>Packets and plain messages recorded in this run.</summary>
    public required long Packets { get; init; }

    /// <summary>Rows of all kinds recorded in this run.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows that could not be decoded whole.</summary>
    public required long Faults { get; init; }

    /// <summary>Gap rows.</summary>
    public required long Gaps { get; init; }

    /// <summary>Bytes from the wire that were decoded.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes from the wire that wait to be decoded.</summary>
    public required long QueueBytes { get; init; }

    /// <summary>Bytes of entries that wait to be stored, in memory.</summary>
    public required long BacklogBytes { get; init; }

    /// <summary>Bytes that wait in the spill log.</summary>
    public required long SpillBytes { get; init; }

    /// <summary>Bytes of the capture on disk.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Why rows cannot be stored at the moment; null when they can.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether recording goes on; false when the capture has reached its largest size.</summary>
    public required bool IsRecording { get; init; }
}
