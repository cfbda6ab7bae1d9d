namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// One Socket.IO packet as its own message carries it, attachments apart. The memories are views of the decoder's input
/// or of its scratch buffer: copy what is kept.
/// </summary>
public readonly record struct SocketIoPacket
{
    /// <summary>The packet type. With the msgpack parser binary data does not change it: it stays EVENT or ACK.</summary>
    public required SocketIoPacketType Type { get; init; }

    /// <summary>Which parser's encoding the packet was read by.</summary>
    public SocketIoParser Parser { get; init; }

    /// <summary>The namespace in UTF-8, <c>/</c> by default, without its query string.</summary>
    public required ReadOnlyMemory<byte> Namespace { get; init; }

    /// <summary>The query string of a protocol 4 CONNECT (<c>/admin?token=1</c>), without the question mark; null without.</summary>
    public ReadOnlyMemory<byte>? NamespaceQuery { get; init; }

    /// <summary>The ack id; null when none is asked for (on events) or when it is malformed.</summary>
    public long? AckId { get; init; }

    /// <summary>How many binary messages follow (types 5 and 6 of the default parser; 0 otherwise).</summary>
    public int AttachmentCount { get; init; }

    /// <summary>
    /// The payload as UTF-8 JSON: the wire's own text for the default parser; converted for msgpack, inline binary lifted
    /// out as <c>{"_placeholder":true,"num":i}</c>. Null when the packet has none.
    /// </summary>
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <summary>Binary values that the msgpack parser carried inline, in the order of their placeholders; empty otherwise.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> InlineAttachments { get; init; }

    /// <summary>The event's name as its JSON token (<c>"chat"</c> with its quotes, or a number); null where there is none.</summary>
    public ReadOnlyMemory<byte>? EventNameToken { get; init; }

    /// <summary>What msgpack clients send beside the packet as <c>options</c> (<c>{"compress":true}</c>), as UTF-8 JSON; null without.</summary>
    public ReadOnlyMemory<byte>? Options { get; init; }
}
