using SioProxy.Protocol;
using SioProxy.Recording;

namespace SioProxy.Proxy.Tap;

/// <summary>
/// Shows one body to the recorder, and its end as soon as it is known: before the other side can react to it. A mutable struct:
/// keep it in a field.
/// </summary>
/// <param name="length">The body's Content-Length; null when it has none.</param>
internal struct BodyTap(ConnectionTap tap, Direction direction, long? length)
{
    private readonly ConnectionTap _tap = tap;
    private readonly Direction _direction = direction;
    private long _left = length ?? long.MaxValue;
    private bool _isEnded;

    public void OnBytes(ReadOnlySpan<byte> bytes)
    {
        _tap.OnBytes(_direction, bytes);
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
            _tap.OnBodyEnd(_direction);
        }
    }
}
