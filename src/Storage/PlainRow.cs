using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Storage;

/// <summary>A row's plain columns: many times cheaper to read than the row, as nothing of its payload is touched.</summary>
public readonly record struct PlainRow
{
    /// <summary>The row's id.</summary>
    public required long Id { get; init; }

    /// <summary>What the row is.</summary>
    public required RowKind Kind { get; init; }

    /// <summary>The time of its first byte, in microseconds since the Unix epoch.</summary>
    public required long AtMicros { get; init; }

    /// <summary>Its connection.</summary>
    public required long Connection { get; init; }

    /// <summary>The key of its session; null without.</summary>
    public long? SessionKey { get; init; }

    /// <summary>Who sent it; null where that has no meaning.</summary>
    public Direction? Direction { get; init; }

    /// <summary>What a packet came over; null for other rows.</summary>
    public Transport? Transport { get; init; }

    /// <summary>A packet's Engine.IO type; null for other rows, and where it could not be read.</summary>
    public EngineIoPacketType? EngineType { get; init; }

    /// <summary>A packet's Socket.IO type; null when it is none.</summary>
    public SocketIoPacketType? Type { get; init; }

    /// <summary>Which parser a packet was written for.</summary>
    public SocketIoParser Parser { get; init; }

    /// <summary>A packet's namespace; null without.</summary>
    public string? Namespace { get; init; }

    /// <summary>An event's name; null without.</summary>
    public string? EventName { get; init; }

    /// <summary>Whether it is an event that asks for an ack.</summary>
    public bool AsksForAck { get; init; }

    /// <summary>Of an ack: the row that asked for it; null when that is not known.</summary>
    public long? AckOf { get; init; }

    /// <summary>Its bytes as carried; 0 where they are not counted.</summary>
    public long Size { get; init; }

    /// <summary>The code of what could not be decoded; null without.</summary>
    public string? FaultCode { get; init; }

    /// <summary>Whether it is an event, with or without attachments.</summary>
    public bool IsEvent => Type is SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent;
}
