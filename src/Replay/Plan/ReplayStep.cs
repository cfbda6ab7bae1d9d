using System.Text.Json;
using SioProxy.Protocol;

namespace SioProxy.Replay.Plan;

/// <summary>One thing that one side said on one socket. Wire ids are gone from it: an ack names the step that it answers.</summary>
public sealed record ReplayStep
{
    /// <summary>Its number in the plan, from 1, in the order of the capture.</summary>
    public required int Number { get; init; }

    /// <summary>The row of the capture that it comes from.</summary>
    public required long RowId { get; init; }

    /// <summary>Its first byte, in microseconds since the Unix epoch.</summary>
    public required long AtMicros { get; init; }

    /// <summary>Who said it.</summary>
    public required Direction From { get; init; }

    /// <summary>What it does.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>The event's name; null for all other kinds.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the name is a JSON number on the wire.</summary>
    public bool IsNameNumeric { get; init; }

    /// <summary>
    /// The arguments as a JSON array (attachments in place as <c>{"$binary":index}</c>); a CONNECT's or CONNECT_ERROR's
    /// payload as the only element; an empty array without payload.
    /// </summary>
    public required JsonElement Args { get; init; }

    /// <summary>The attachments that <see cref="Args"/> refers to.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; init; } = [];

    /// <summary>Whether an ack was asked for (events only).</summary>
    public bool AsksAck { get; init; }

    /// <summary>The <see cref="Number"/> of the event that this ack answers; null for other kinds, and when it was not recorded.</summary>
    public int? AckOf { get; init; }

    /// <summary>For an ack: microseconds since the event it answers; null when that was not recorded.</summary>
    public long? LatencyMicros { get; init; }

    /// <summary>On a server's event: the offset of connection state recovery behind the arguments; null without.</summary>
    public string? RecoveryOffset { get; init; }

    /// <summary>Whether the capture holds less of it than passed, so that it can neither be sent nor compared whole.</summary>
    public bool IsTruncated { get; init; }
}
