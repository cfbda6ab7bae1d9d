namespace SioProxy.Protocol.WebSockets;

/// <summary>
/// Puts the message together that a direction is in the middle of: unmasked, inflated, fragments joined, of a long one the
/// beginning only.
/// </summary>
internal sealed class MessageAssembler(WebSocketReaderOptions options) : IDisposable
{
    // An inflater's failure costs an exception: a peer does not get to cause them without end.
    private const int MaxInflateFailures = 8;

    private readonly long _maxInflated = Math.Max(options.MaxInflated, options.MaxMessage);
    private PayloadBuffer _payload = new(options.Assembly);
    private WebSocketItemKind _kind;
    private long _stamp;
    private DecodeFault? _fault;
    private bool _isCompressed;
    private bool _isOut;

    private MessageInflater? _inflater;
    private DecodeFault? _inflateFault; // no compressed message can be read from here on
    private bool _isInflating;
    private int _inflateFailures;

    /// <summary>Whether a message has begun that is not complete.</summary>
    public bool IsInside { get; private set; }

    /// <summary>Bytes of the unfinished message so far, inflated.</summary>
    public long Length => IsInside ? _payload.Length : 0;

    /// <summary>What is kept of the unfinished message so far, inflated; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Kept => IsInside ? _payload.Kept : default;

    /// <summary>A frame begins a message.</summary>
    public void Begin(in FrameHeader frame, long stamp, DecodeFault? fault)
    {
        IsInside = true;
        _kind = frame.Opcode == WebSocketOpcode.Text ? WebSocketItemKind.Text : WebSocketItemKind.Binary;
        _stamp = stamp;
        _fault = fault;
        _isCompressed = frame.IsCompressed && options.Deflate;
        _isInflating = _isCompressed && _inflateFault is null;
        if (_isInflating)
        {
            _inflater ??= new MessageInflater();
            _inflater.Begin();
        }
        else if (_isCompressed)
        {
            _fault = _inflateFault;
        }
    }

    /// <summary>A frame goes on with the message.</summary>
    public void Continue(DecodeFault? fault) => _fault ??= fault;

    /// <summary>Takes the next piece of the message.</summary>
    /// <param name="left">Bytes of the frame that follow the piece.</param>
    /// <param name="isLast">Whether the message ends with the frame.</param>
    /// <returns>Whether it ends with this piece; then it is <paramref name="item"/>.</returns>
    public bool Add(ReadOnlyMemory<byte> piece, uint maskKey, long left, bool isLast, out WebSocketItem item)
    {
        item = default;
        bool isEnd = isLast && left == 0;
        if (_isCompressed)
        {
            if (_isInflating)
            {
                Inflate(piece, maskKey, isEnd);
            }
        }
        else if (isEnd && maskKey == 0 && _payload.Length == 0)
        {
            ReadOnlyMemory<byte> kept = piece.Length > options.MaxMessage ? piece[..options.MaxMessage] : piece;
            item = Take(kept, piece.Length, isOwned: false);
            return true;
        }
        else
        {
            _payload.Append(piece.Span, maskKey, piece.Length + left, isLast, options.MaxMessage);
        }
        if (isEnd)
        {
            item = TakePayload();
        }
        return isEnd;
    }

    /// <summary>Goes past bytes of the message, behind all that is kept of it; false when they are not behind that.</summary>
    public bool TrySkip(long count)
    {
        if (_isCompressed || !_payload.IsFull(options.MaxMessage))
        {
            return false;
        }
        _payload.Length += count;
        return true;
    }

    /// <summary>The message as far as it came.</summary>
    public WebSocketItem TakeUnfinished(string why)
    {
        _fault ??= new DecodeFault(
            FaultCode.WebSocketFrame,
            $"The message is incomplete: {why} after {_payload.Length} bytes of it."
        );
        return TakePayload() with { IsTruncated = true };
    }

    /// <summary>Whoever was given the last message has read it.</summary>
    public void ForgetLast()
    {
        if (_isOut)
        {
            _isOut = false;
            _payload.Clear();
        }
    }

    /// <summary>Between bursts a connection holds no memory. A window is only kept where later messages refer to it.</summary>
    public void ReleaseWhatIdles()
    {
        if (!IsInside)
        {
            _payload.Release();
            if (options.NoContextTakeover)
            {
                _inflater?.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _payload.Release();
        _inflater?.Dispose();
        IsInside = false;
    }

    private WebSocketItem TakePayload()
    {
        bool isOwned = _payload.IsWorthGiving;
        WebSocketItem item = Take(_payload.Kept, _payload.Length, isOwned);
        if (isOwned)
        {
            _payload.GiveAway();
        }
        return item;
    }

    private WebSocketItem Take(ReadOnlyMemory<byte> payload, long length, bool isOwned)
    {
        IsInside = false;
        _isOut = true;
        return new WebSocketItem
        {
            Kind = _kind,
            Payload = payload,
            OwnsPayload = isOwned,
            Length = length,
            IsTruncated = length > payload.Length || (_isCompressed && !_isInflating),
            IsCompressed = _isCompressed,
            Stamp = _stamp,
            Fault = _fault,
        };
    }

    private void Inflate(ReadOnlyMemory<byte> piece, uint maskKey, bool isEnd)
    {
        MessageInflater.Outcome outcome = _inflater!.Inflate(
            piece,
            maskKey,
            isEnd,
            ref _payload,
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
            _fault = new DecodeFault(FaultCode.WebSocketDeflate, what + ".");
            return;
        }
        _fault = new DecodeFault(
            FaultCode.WebSocketDeflate,
            what + "; the direction's later compressed messages cannot be inflated either."
        );
        _inflateFault = new DecodeFault(
            FaultCode.WebSocketDeflate,
            "The compressed message cannot be inflated, as an earlier one of its direction could not."
        );
    }
}
