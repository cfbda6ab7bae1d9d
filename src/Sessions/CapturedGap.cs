using SioProxy.Protocol;

namespace SioProxy.Sessions;

/// <summary>Something passed that was not recorded: loss is never silent.</summary>
public sealed record CapturedGap : CapturedRow
{
    /// <inheritdoc/>
    public override RowKind Kind => RowKind.Gap;

    /// <summary>Which direction lost something; null when both, or all connections, did.</summary>
    public Direction? Direction { get; init; }

    /// <summary>How many bytes passed unrecorded; null if unknown.</summary>
    public long? Bytes { get; init; }

    /// <summary>How many packets passed unrecorded; null if unknown.</summary>
    public long? Packets { get; init; }

    /// <summary>Where it begins, in microseconds since the Unix epoch.</summary>
    public required long FromMicros { get; init; }

    /// <summary>Where it ends; null: the rest of the connection.</summary>
    public long? ToMicros { get; init; }

    /// <summary>One sentence for a person.</summary>
    public required string Why { get; init; }
}
