using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>One packet of a <see cref="PacketRun"/>: what its row has of its own. See <see cref="CapturedPacket"/> for the meanings.</summary>
public record struct PackedPacket
{
    /// <summary>What it shares with others.</summary>
    public required PacketOrigin Origin { get; init; }

    /// <summary>Its first byte, in microseconds since the Unix epoch.</summary>
    public required long AtMicros { get; init; }

    /// <summary>Who sent it.</summary>
    public required Direction Direction { get; init; }

    /// <summary>The framing seen.</summary>
    public required EngineIoVersion Version { get; init; }

    /// <summary>EVENT or ACK.</summary>
    public required SocketIoPacketType Type { get; init; }

    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The event's name; null on an ack.</summary>
    public string? EventName { get; init; }

    /// <summary>The ack id; null without one.</summary>
    public long? AckId { get; init; }

    /// <summary>On an event with an ack id: what its ack will refer to. On an ack: what it answers; null when that did not pass.</summary>
    public AckRequest? Asked { get; init; }

    /// <summary>On an ack: the row that asked; 0 when that was not recorded. Assigned by the recorder.</summary>
    public long AckOf { get; set; }

    /// <summary>Bytes of the packet as carried.</summary>
    public required long Size { get; init; }

    /// <summary>Where its text begins among the run's bytes.</summary>
    public int Start { get; internal set; }

    /// <summary>Bytes of its text.</summary>
    public int Length { get; internal set; }

    /// <summary>On an ack: microseconds since the event's first byte; null when that was not recorded.</summary>
    public readonly long? LatencyMicros => AckOf > 0 && Asked is not null ? AtMicros - Asked.AtMicros : null;
}
