using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>An Engine.IO packet with what its message holds. <see cref="Raw"/> is the truth; the rest is an index of it.</summary>
public sealed record CapturedPacket : CapturedRow
{
    /// <inheritdoc/>
    public override RowKind Kind => RowKind.Packet;

    /// <summary>Who sent it.</summary>
    public required Direction Direction { get; init; }

    /// <summary>What carried it.</summary>
    public required Transport Transport { get; init; }

    /// <summary>The framing seen, not the one claimed.</summary>
    public required EngineIoVersion Version { get; init; }

    /// <summary>The Engine.IO type; null when even that could not be decoded (then <see cref="Fault"/> says why).</summary>
    public required EngineIoPacketType? EngineType { get; init; }

    /// <summary>The Socket.IO type; null when the packet is no message, or its message is not Socket.IO.</summary>
    public SocketIoPacketType? Type { get; init; }

    /// <summary>The parser that <see cref="Raw"/> is encoded by.</summary>
    public SocketIoParser Parser { get; init; }

    /// <summary>The namespace; null where <see cref="Type"/> is null.</summary>
    public string? Namespace { get; init; }

    /// <summary>The query string of a protocol 4 CONNECT; null without.</summary>
    public string? NamespaceQuery { get; init; }

    /// <summary>The event's name, for events only; of a numeric name its digits.</summary>
    public string? EventName { get; init; }

    /// <summary>Whether the event's name is a JSON number.</summary>
    public bool IsEventNameNumeric { get; init; }

    /// <summary>The ack id; null without one.</summary>
    public long? AckId { get; init; }

    /// <summary>On an event with an ack id: what its ack will refer to. Null otherwise, and on rows read from a capture.</summary>
    public AckRequest? Asks { get; init; }

    /// <summary>On an ack whose event passed: that event's request. Null otherwise, and on rows read from a capture.</summary>
    public AckRequest? Answers { get; init; }

    /// <summary>On an ack: the row that asked; null when that was not recorded. Assigned by the recorder, with <see cref="LatencyMicros"/>.</summary>
    public long? AckOf { get; set; }

    /// <summary>On an ack: microseconds since the event's first byte; null when that was not recorded.</summary>
    public long? LatencyMicros { get; set; }

    /// <summary>On an event read from a capture: the row of the ack that answered it; null when none did.</summary>
    public long? AnsweredBy { get; init; }

    /// <summary>
    /// Bytes of the packet plus its attachments as carried (base64 counts as text), without length prefix, separator or
    /// frame header, before compression and redaction.
    /// </summary>
    public required long Size { get; init; }

    /// <summary>
    /// The Engine.IO packet after redaction, type included, JSONP unescaped, base64 not decoded, attachments apart. Only
    /// its beginning when truncated; empty when redaction could not be sure of it.
    /// </summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>Whether <see cref="Raw"/> is bytes (msgpack, binary, invalid UTF-8) rather than UTF-8 text.</summary>
    public bool IsRawBinary { get; init; }

    /// <summary>The attachments in the order of their placeholders, decoded; a truncated one holds its beginning.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; init; } = [];

    /// <summary>The offset that connection state recovery appended to the arguments; null without.</summary>
    public string? RecoveryOffset { get; init; }

    /// <summary>What could not be decoded; null when all could.</summary>
    public DecodeFault? Fault { get; init; }
}
