namespace SioProxy.Protocol.WebSockets;

/// <summary>
/// Hands one piece of a compressed message at a time to the inflater, unmasking it on the way, and at the message's
/// end the four bytes that its sender took off (RFC 7692, 7.2.2). A read of 0 means: no more for now.
/// </summary>
internal sealed class InflaterFeed : FeedStream
{
    private ReadOnlyMemory<byte> _piece;
    private uint _maskKey;
    private bool _hasTail;

    /// <summary>Whether the inflater asked for input since the last <see cref="Set"/>.</summary>
    public bool WasAsked { get; private set; }

    private static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xFF, 0xFF];

    public void Set(ReadOnlyMemory<byte> piece, uint maskKey, bool isLast)
    {
        _piece = piece;
        _maskKey = maskKey;
        _hasTail = isLast;
        WasAsked = false;
    }

    /// <summary>Lets go of the piece: it is the caller's memory.</summary>
    public void Clear()
    {
        _piece = default;
        _hasTail = false;
    }

    public override int Read(Span<byte> buffer)
    {
        WasAsked = true;
        int taken = Math.Min(buffer.Length, _piece.Length);
        WebSocketMask.Apply(_piece.Span[..taken], buffer[..taken], _maskKey);
        _maskKey = WebSocketMask.Advance(_maskKey, taken);
        _piece = _piece[taken..];
        if (_hasTail && buffer.Length - taken >= Tail.Length)
        {
            Tail.CopyTo(buffer[taken..]);
            taken += Tail.Length;
            _hasTail = false;
        }
        return taken;
    }
}
