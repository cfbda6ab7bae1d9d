using System.Buffers;

namespace SioProxy.Protocol.WebSockets;

/// <summary>
/// Reads one direction of a WebSocket, message by message (RFC 6455, permessage-deflate by RFC 7692), from bytes that
/// come in pieces of any size. Frames are followed, not buffered: only the kept beginning of a message takes memory,
/// and between messages there is none but a compressed direction's window.
/// </summary>
/// <remarks>
/// A frame that breaks one rule comes out with a fault: a wrong mask bit, reserved bits or opcodes, an oversized or
/// fragmented control frame, a continuation of nothing. See <see cref="FrameRules"/> for what loses the framing.
/// </remarks>
public sealed class WebSocketReader(WebSocketReaderOptions options) : IDisposable
{
    private readonly MessageAssembler _message = new(options);
    private State _state;
    private FrameHeaderReader _header;
    private bool _isFirst = true;

    private FrameHeader _frame;
    private long _frameStamp;
    private DecodeFault? _frameFault;
    private long _remaining;
    private uint _maskKey;

    private PayloadBuffer _aside = new(options.Assembly); // a control frame's payload: it may come between a message's fragments

    private enum State : byte
    {
        Header,
        Begin,
        MessagePayload,
        AsidePayload,
    }

    /// <summary>Why this direction can no longer be framed; null while it can.</summary>
    public DecodeFault? Fault { get; private set; }

    /// <summary>When <see cref="Fault"/> lies in a frame header that came in pieces: its bytes from earlier reads; else empty.</summary>
    public ReadOnlyMemory<byte> EarlierBytes { get; private set; }

    /// <summary>Whether a message has begun that is not complete.</summary>
    public bool IsInsideMessage => _message.IsInside;

    /// <summary>Bytes of the unfinished message so far, inflated.</summary>
    public long PendingLength => _message.Length;

    /// <summary>What is kept of the unfinished message so far, inflated; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Pending => _message.Kept;

    /// <summary>Takes bytes off the front until one message or control frame is complete.</summary>
    /// <param name="bytes">What has come; what is left behind is not read yet, and comes first next time.</param>
    /// <param name="stamp">The caller's time of these bytes.</param>
    /// <param name="item">
    /// The message or control frame, for Done. Its payload is a view of <paramref name="bytes"/> or of the reader's own
    /// memory, valid until the next read.
    /// </param>
    /// <returns>
    /// Done; NeedMoreData: everything was taken; or InvalidData: this direction can no longer be framed,
    /// <see cref="Fault"/> says why, and nothing more is taken.
    /// </returns>
    public OperationStatus Read(ref ReadOnlySequence<byte> bytes, long stamp, out WebSocketItem item)
    {
        if (bytes.IsSingleSegment)
        {
            ReadOnlyMemory<byte> only = bytes.First;
            int length = only.Length;
            OperationStatus status = Read(ref only, stamp, out item);
            bytes = bytes.Slice(length - only.Length);
            return status;
        }
        long taken = 0;
        foreach (ReadOnlyMemory<byte> segment in bytes)
        {
            ReadOnlyMemory<byte> rest = segment;
            OperationStatus status = Read(ref rest, stamp, out item);
            taken += segment.Length - rest.Length;
            if (status != OperationStatus.NeedMoreData)
            {
                bytes = bytes.Slice(taken);
                return status;
            }
        }
        bytes = bytes.Slice(bytes.End);
        item = default;
        return OperationStatus.NeedMoreData;
    }

    /// <summary>As the other overload, for bytes in one piece.</summary>
    public OperationStatus Read(ref ReadOnlyMemory<byte> bytes, long stamp, out WebSocketItem item)
    {
        ForgetLastItem();
        item = default;
        if (Fault is not null)
        {
            return OperationStatus.InvalidData;
        }
        while (true)
        {
            switch (_state)
            {
                case State.Header:
                    OperationStatus status = ReadHeader(ref bytes, stamp);
                    if (status != OperationStatus.Done)
                    {
                        ReleaseWhatIdles();
                        return status;
                    }
                    break;
                case State.Begin:
                    if (BeginFrame(out item))
                    {
                        return OperationStatus.Done;
                    }
                    break;
                case State.MessagePayload:
                    if (ReadMessagePayload(ref bytes, out item))
                    {
                        return OperationStatus.Done;
                    }
                    break;
                default:
                    if (ReadAsidePayload(ref bytes, out item))
                    {
                        return OperationStatus.Done;
                    }
                    break;
            }
            if (_state != State.Header && _state != State.Begin && bytes.IsEmpty && _remaining > 0)
            {
                return OperationStatus.NeedMoreData;
            }
        }
    }

    /// <summary>
    /// Goes past bytes in the middle of a frame without seeing them: they lie behind what is kept of an uncompressed message,
    /// and at least one more of the frame follows.
    /// </summary>
    /// <returns>False, and nothing is passed, when that is not where the reader is.</returns>
    public bool TrySkip(long count)
    {
        if (Fault is not null || _state != State.MessagePayload || count >= _remaining || !_message.TrySkip(count))
        {
            return false;
        }
        _remaining -= count;
        _maskKey = WebSocketMask.Advance(_maskKey, count);
        return true;
    }

    /// <summary>
    /// The unfinished message, with a fault that says so; false outside a message. For when the connection ends or the
    /// framing is lost: nothing can be read afterwards.
    /// </summary>
    public bool TryTakeUnfinished(out WebSocketItem item)
    {
        ForgetLastItem();
        if (!IsInsideMessage)
        {
            item = default;
            return false;
        }
        item = _message.TakeUnfinished("the stream ended");
        Fault ??= new DecodeFault(FaultCode.WebSocketFrame, "The stream ended inside a message.");
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _message.Dispose();
        _aside.Release();
    }

    private OperationStatus ReadHeader(ref ReadOnlyMemory<byte> bytes, long stamp)
    {
        if (_header.IsAtBegin)
        {
            _frameStamp = stamp;
        }
        ReadOnlyMemory<byte> start = bytes;
        if (!_header.TryRead(ref bytes, out _frame))
        {
            return OperationStatus.NeedMoreData;
        }
        OperationStatus status = AcceptHeader(ref bytes, start);
        if (status == OperationStatus.InvalidData)
        {
            EarlierBytes = _header.EarlierBytes;
        }
        return status;
    }

    private OperationStatus AcceptHeader(ref ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> start)
    {
        _frameFault = null;
        if (!FrameRules.Keeps(_frame, options))
        {
            _frameFault = FrameRules.Describe(_frame, options, _isFirst, out bool isLost);
            if (isLost)
            {
                Fault = _frameFault;
                bytes = start;
                return OperationStatus.InvalidData;
            }
        }
        _isFirst = false;
        _remaining = (long)_frame.PayloadLength;
        _maskKey = _frame.MaskKey;
        _state = State.Begin;
        return OperationStatus.Done;
    }

    // True: a message that this frame cuts short comes out first; the frame begins with the next read.
    private bool BeginFrame(out WebSocketItem item)
    {
        item = default;
        if (_frame.IsControl || _frame.IsReserved)
        {
            _state = State.AsidePayload;
            return false;
        }
        if (_frame.Opcode == WebSocketOpcode.Continuation)
        {
            if (!IsInsideMessage)
            {
                _frameFault ??= new DecodeFault(
                    FaultCode.WebSocketFrame,
                    "Bad WebSocket frame: it continues a message, but none has begun."
                );
                _state = State.AsidePayload;
                return false;
            }
            _message.Continue(_frameFault);
            _state = State.MessagePayload;
            return false;
        }
        if (IsInsideMessage)
        {
            item = _message.TakeUnfinished("another message began");
            return true;
        }
        _message.Begin(_frame, _frameStamp, _frameFault);
        _state = State.MessagePayload;
        return false;
    }

    private bool ReadMessagePayload(ref ReadOnlyMemory<byte> bytes, out WebSocketItem item)
    {
        ReadOnlyMemory<byte> piece = TakePiece(ref bytes);
        if (_remaining == 0)
        {
            _state = State.Header;
        }
        bool isEnd = _message.Add(piece, _maskKey, _remaining, _frame.IsFinal, out item);
        _maskKey = WebSocketMask.Advance(_maskKey, piece.Length);
        return isEnd;
    }

    private bool ReadAsidePayload(ref ReadOnlyMemory<byte> bytes, out WebSocketItem item)
    {
        ReadOnlyMemory<byte> piece = TakePiece(ref bytes);
        bool isStray = _frame.IsReserved || !_frame.IsControl;
        _aside.Append(
            piece.Span,
            _maskKey,
            piece.Length + _remaining,
            isLast: true,
            isStray ? options.MaxMessage : FrameRules.MaxControlPayload
        );
        _maskKey = WebSocketMask.Advance(_maskKey, piece.Length);
        if (_remaining > 0)
        {
            item = default;
            return false;
        }
        _state = State.Header;
        item = new WebSocketItem
        {
            Kind =
                isStray ? WebSocketItemKind.Stray
                : _frame.Opcode == WebSocketOpcode.Ping ? WebSocketItemKind.Ping
                : _frame.Opcode == WebSocketOpcode.Pong ? WebSocketItemKind.Pong
                : WebSocketItemKind.Close,
            Payload = _aside.Kept,
            Length = _aside.Length,
            IsTruncated = _aside.Length > _aside.Kept.Length,
            Stamp = _frameStamp,
            Fault = _frameFault,
        };
        if (item.Kind == WebSocketItemKind.Close && item.Length > 0)
        {
            item = CloseFrame.Parse(item);
        }
        return true;
    }

    private ReadOnlyMemory<byte> TakePiece(ref ReadOnlyMemory<byte> bytes)
    {
        int length = (int)Math.Min(bytes.Length, _remaining);
        ReadOnlyMemory<byte> piece = bytes[..length];
        bytes = bytes[length..];
        _remaining -= length;
        return piece;
    }

    private void ForgetLastItem()
    {
        _message.ForgetLast();
        if (_state is State.Header or State.Begin)
        {
            _aside.Clear();
        }
    }

    private void ReleaseWhatIdles()
    {
        _aside.Release();
        _message.ReleaseWhatIdles();
    }
}
