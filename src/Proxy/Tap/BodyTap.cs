using SioProxy.Protocol;
using SioProxy.Recording;

namespace SioProxy.Proxy.Tap;

/// <summary>Shows one body to the recorder, and its end as soon as it is known: before the other side can react to it.</summary>
/// <param name="length">The body's Content-Length; null when it has none.</param>
internal sealed class BodyTap(ConnectionTap tap, Direction direction, long? length)
{
    private long _left = length ?? long.MaxValue;
    private bool _isEnded;

    public void OnBytes(ReadOnlySpan<byte> bytes)
    {
        tap.OnBytes(direction, bytes);
        _left -= bytes.Length;
        if (_left <= 0)
        {
            OnEnd();
        }
    }

    public void OnEnd()
    {
        if (!_isEnded)
        {
            _isEnded = true;
            tap.OnBodyEnd(direction);
        }
    }
}
