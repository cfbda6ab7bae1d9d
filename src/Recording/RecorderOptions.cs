using SioProxy.Filtering;
using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>What is recorded, where to, and what gives way when it cannot keep up.</summary>
public sealed record RecorderOptions
{
    /// <summary>The capture; appended to when it exists.</summary>
    public required string Output { get; init; }

    /// <summary>Bytes from the wire that may wait to be decoded, and bytes of entries that may wait to be stored.</summary>
    public long QueueBytes { get; init; } = 64L << 20;

    /// <summary>What happens to entries beyond that.</summary>
    public OverloadPolicy OnOverload { get; init; }

    /// <summary>Largest size of the spill log.</summary>
    public long SpillLimit { get; init; } = 16L << 30;

    /// <summary>Only rows that match are recorded; null: all.</summary>
    public Filter? Only { get; init; }

    /// <summary>Size at which recording stops with a gap; null: none.</summary>
    public long? MaxSize { get; init; }

    /// <summary>Size at which a new file is started; null: none.</summary>
    public long? RotateBytes { get; init; }

    /// <summary>Time after which a new file is started; null: none.</summary>
    public TimeSpan? RotateAfter { get; init; }

    /// <summary>How many files of a rotation are kept, the current one included; null: all.</summary>
    public int? Keep { get; init; }

    /// <summary>What the tracker keeps, follows and redacts; its counters are set by the recorder.</summary>
    public TrackerOptions Tracker { get; init; } = new();

    /// <summary>Called on the decoding thread for every row that is recorded; must be quick and not throw.</summary>
    public Action<CapturedRow>? Observer { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
