using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

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
    // An inflater's failure costs an exception: a peer does not get to cause them without end.
    private const int MaxInflateFailures = 8;

    private readonly long _maxInflated = Math.Max(options.MaxInflated, options.MaxMessage);
    private State _state;
    private HeaderBytes _partialHeader;
    private int _partialCount;
    private bool _isFirst = true;

    private FrameHeader _frame;
    private long _frameStamp;
    private DecodeFault? _frameFault;
    private long _remaining;
    private uint _maskKey;

    private PayloadBuffer _message;
    private WebSocketItemKind _messageKind;
    private bool _isMessageCompressed;
    private long _messageStamp;
    private DecodeFault? _messageFault;
    private bool _isMessageOut;

    private PayloadBuffer _aside; // a control frame's payload: it may come between a message's fragments

    private MessageInflater? _inflater;
    private DecodeFault? _inflateFault; // no compressed message can be read from here on
    private bool _isInflating;
    private int _inflateFailures;

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
    public bool IsInsideMessage { get; private set; }

    /// <summary>Bytes of the unfinished message so far, inflated.</summary>
    public long PendingLength => IsInsideMessage ? _message.Length : 0;

    /// <summary>What is kept of the unfinished message so far, inflated; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Pending => IsInsideMessage ? _message.Kept : default;

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
        item = TakeUnfinished("the stream ended");
        Fault ??= new DecodeFault(FaultCode.WebSocketFrame, "The stream ended inside a message.");
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _message.Release();
        _aside.Release();
        _inflater?.Dispose();
        IsInsideMessage = false;
    }

    private OperationStatus ReadHeader(ref ReadOnlyMemory<byte> bytes, long stamp)
    {
        ReadOnlyMemory<byte> start = bytes;
        ReadOnlySpan<byte> span = bytes.Span;
        if (_partialCount == 0)
        {
            _frameStamp = stamp;
            if (span.Length >= 2 && span.Length >= FrameHeader.LengthOf(span[1]))
            {
                _frame = FrameHeader.Parse(span);
                bytes = bytes[FrameHeader.LengthOf(span[1])..];
                return AcceptHeader(ref bytes, start);
            }
        }
        Span<byte> partial = _partialHeader;
        foreach (byte next in span)
        {
            partial[_partialCount++] = next;
            bytes = bytes[1..];
            if (_partialCount >= 2 && _partialCount == FrameHeader.LengthOf(partial[1]))
            {
                _frame = FrameHeader.Parse(partial);
                int earlier = _partialCount - (start.Length - bytes.Length);
                _partialCount = 0;
                OperationStatus status = AcceptHeader(ref bytes, start);
                if (status == OperationStatus.InvalidData)
                {
                    EarlierBytes = partial[..earlier].ToArray();
                }
                return status;
            }
        }
        return OperationStatus.NeedMoreData;
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
            _messageFault ??= _frameFault;
            _state = State.MessagePayload;
            return false;
        }
        if (IsInsideMessage)
        {
            item = TakeUnfinished("another message began");
            return true;
        }
        IsInsideMessage = true;
        _messageKind = _frame.Opcode == WebSocketOpcode.Text ? WebSocketItemKind.Text : WebSocketItemKind.Binary;
        _messageStamp = _frameStamp;
        _messageFault = _frameFault;
        _isMessageCompressed = _frame.IsCompressed && options.Deflate;
        _isInflating = _isMessageCompressed && _inflateFault is null;
        if (_isInflating)
        {
            _inflater ??= new MessageInflater();
            _inflater.Begin();
        }
        else if (_isMessageCompressed)
        {
            _messageFault = _inflateFault;
        }
        _state = State.MessagePayload;
        return false;
    }

    private bool ReadMessagePayload(ref ReadOnlyMemory<byte> bytes, out WebSocketItem item)
    {
        ReadOnlyMemory<byte> piece = TakePiece(ref bytes);
        bool isFrameEnd = _remaining == 0;
        bool isEnd = isFrameEnd && _frame.IsFinal;
        if (isFrameEnd)
        {
            _state = State.Header;
        }
        if (_isMessageCompressed)
        {
            if (_isInflating)
            {
                Inflate(piece, isEnd);
            }
        }
        else if (isEnd && _maskKey == 0 && _message.Length == 0)
        {
            item = TakeMessage(piece.Length > options.MaxMessage ? piece[..options.MaxMessage] : piece, piece.Length);
            return true;
        }
        else
        {
            _message.Append(piece.Span, _maskKey, piece.Length + _remaining, options.MaxMessage);
        }
        _maskKey = WebSocketMask.Advance(_maskKey, piece.Length);
        item = isEnd ? TakeMessage(_message.Kept, _message.Length) : default;
        return isEnd;
    }

    private void Inflate(ReadOnlyMemory<byte> piece, bool isEnd)
    {
        MessageInflater.Outcome outcome = _inflater!.Inflate(
            piece,
            _maskKey,
            isEnd,
            ref _message,
            options.MaxMessage,
            _maxInflated
        );
        if (outcome == MessageInflater.Outcome.Done)
        {
            return;
        }
        _isInflating = false;
        _inflater.Dispose();
        string what =
            outcome == MessageInflater.Outcome.TooLarge
                ? $"The compressed message inflates to more than {_maxInflated} bytes"
                : "The compressed message does not inflate";
        if (options.NoContextTakeover && ++_inflateFailures < MaxInflateFailures)
        {
            _messageFault = new DecodeFault(FaultCode.WebSocketDeflate, what + ".");
            return;
        }
        _messageFault = new DecodeFault(
            FaultCode.WebSocketDeflate,
            what + "; the direction's later compressed messages cannot be inflated either."
        );
        _inflateFault = new DecodeFault(
            FaultCode.WebSocketDeflate,
            "The compressed message cannot be inflated, as an earlier one of its direction could not."
        );
    }

    private bool ReadAsidePayload(ref ReadOnlyMemory<byte> bytes, out WebSocketItem item)
    {
        ReadOnlyMemory<byte> piece = TakePiece(ref bytes);
        bool isStray = _frame.IsReserved || !_frame.IsControl;
        _aside.Append(
            piece.Span,
            _maskKey,
            piece.Length + _remaining,
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
            item = ParseClose(item);
        }
        return true;
    }

    // RFC 6455, 5.5.1 and 7.4.
    private static WebSocketItem ParseClose(in WebSocketItem item)
    {
        if (item.Length < sizeof(ushort))
        {
            return item with { Fault = item.Fault ?? BadClose("it has one byte, too short for a code") };
        }
        ushort code = BinaryPrimitives.ReadUInt16BigEndian(item.Payload.Span);
        ReadOnlyMemory<byte> reason = item.Payload[sizeof(ushort)..];
        DecodeFault? fault = item.Fault;
        if (code is < 1000 or 1004 or 1005 or 1006 or 1015 or >= 5000)
        {
            fault ??= BadClose($"code {code} must not be sent");
        }
        if (!item.IsTruncated && !Utf8.IsValid(reason.Span))
        {
            fault ??= BadClose("its reason is not valid UTF-8");
        }
        return item with { CloseCode = code, Payload = reason, Length = item.Length - sizeof(ushort), Fault = fault };
    }

    private static DecodeFault BadClose(string what) =>
        new(FaultCode.WebSocketFrame, $"Bad WebSocket close frame: {what}.");

    private ReadOnlyMemory<byte> TakePiece(ref ReadOnlyMemory<byte> bytes)
    {
        int length = (int)Math.Min(bytes.Length, _remaining);
        ReadOnlyMemory<byte> piece = bytes[..length];
        bytes = bytes[length..];
        _remaining -= length;
        return piece;
    }

    private WebSocketItem TakeUnfinished(string why)
    {
        _messageFault ??= new DecodeFault(
            FaultCode.WebSocketFrame,
            $"The message is incomplete: {why} after {_message.Length} bytes of it."
        );
        return TakeMessage(_message.Kept, _message.Length) with { IsTruncated = true };
    }

    private WebSocketItem TakeMessage(ReadOnlyMemory<byte> payload, long length)
    {
        IsInsideMessage = false;
        _isMessageOut = true;
        return new WebSocketItem
        {
            Kind = _messageKind,
            Payload = payload,
            Length = length,
            IsTruncated = length > payload.Length || (_isMessageCompressed && !_isInflating),
            IsCompressed = _isMessageCompressed,
            Stamp = _messageStamp,
            Fault = _messageFault,
        };
    }

    private void ForgetLastItem()
    {
        if (_isMessageOut)
        {
            _isMessageOut = false;
            _message.Clear();
        }
        if (_state is State.Header or State.Begin)
        {
            _aside.Clear();
        }
    }

    // Between bursts a connection holds no memory. A window is only kept where later messages refer to it.
    private void ReleaseWhatIdles()
    {
        _aside.Release();
        if (!IsInsideMessage)
        {
            _message.Release();
            if (options.NoContextTakeover)
            {
                _inflater?.Dispose();
            }
        }
    }

    [InlineArray(FrameHeader.MaxLength)]
    private struct HeaderBytes
    {
        private byte _first;
    }
}
