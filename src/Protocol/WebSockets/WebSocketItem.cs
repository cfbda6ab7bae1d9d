namespace SioProxy.Protocol.WebSockets;

/// <summary>One message or control frame of one direction of a WebSocket.</summary>
public readonly record struct WebSocketItem
{
    /// <summary>What it is.</summary>
    public required WebSocketItemKind Kind { get; init; }

    /// <summary>
    /// The payload, unmasked, inflated, fragments joined; valid until the next read. When <see cref="IsTruncated"/>, its
    /// first bytes only. Of a close frame it is the reason alone: UTF-8, without the code.
    /// </summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Whether the payload's memory is the receiver's to keep: nobody else uses it any more.</summary>
    public bool OwnsPayload { get; init; }

    /// <summary>
    /// Bytes of the whole payload (of a close frame: of the reason), inflated, also when it was truncated; as far as it
    /// could be inflated when <see cref="Fault"/> says that it could not.
    /// </summary>
    public required long Length { get; init; }

    /// <summary>The stamp that the caller gave with the item's first byte.</summary>
    public long Stamp { get; init; }

    /// <summary>Whether the payload exceeds the limit, so that only its beginning is here.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Whether the message came compressed (RSV1, RFC 7692).</summary>
    public bool IsCompressed { get; init; }

    /// <summary>The close code; null when the close frame is empty (which an API shows as 1005).</summary>
    public ushort? CloseCode { get; init; }

    /// <summary>What was wrong with a message that could still be skipped (it does not inflate, say); the direction goes on.</summary>
    public DecodeFault? Fault { get; init; }
}
