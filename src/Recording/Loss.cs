namespace SioProxy.Recording;

/// <summary>
/// What one direction of a connection lost. Once something is missing what follows cannot be decoded and is lost too, until a
/// WebSocket's next message begins.
/// </summary>
internal sealed class Loss(bool isResumable)
{
    private long _fromAt;
    private long _toAt;
    private long _bytes;
    private bool _isUntold;
    private bool _isTold;
    private bool _isForGood;

    /// <summary>Whether the direction can be taken up again where a message begins.</summary>
    public bool IsResumable { get; } = isResumable;

    /// <summary>Whether something was lost that was not made up for by a new beginning.</summary>
    public bool IsLost { get; private set; }

    /// <summary>How often the direction began to lose bytes.</summary>
    public int Episode { get; private set; }

    private bool MayResume => IsResumable && !_isForGood;

    /// <returns>Whether this is the first loss since the direction was whole.</returns>
    public bool Add(long at, long bytes, bool isForGood = false)
    {
        bool isFirst = !IsLost;
        Episode += isFirst ? 1 : 0;
        if (!_isUntold)
        {
            _fromAt = at;
            _isUntold = true;
        }
        _toAt = at;
        _bytes += bytes;
        _isForGood |= isForGood;
        IsLost = true;
        return isFirst;
    }

    /// <summary>What was lost since the last call; null when that is nothing, or when "all the rest" was said already.</summary>
    /// <param name="endAt">When the connection ended, so that the sum is final; null while it is open.</param>
    public LostBytes? Take(long? endAt)
    {
        if (!_isUntold || (_isTold && !MayResume))
        {
            return null;
        }
        var lost = new LostBytes(_fromAt, endAt ?? (MayResume ? _toAt : null), _bytes);
        _isTold = true;
        _isUntold = false;
        _bytes = 0;
        return lost;
    }

    /// <summary>What has to be told before the direction is taken up again; null when all was.</summary>
    /// <param name="skipped">Bytes of the same read that lie before the message that begins.</param>
    public LostBytes? Untold(long at, int skipped)
    {
        if (!_isUntold && skipped == 0)
        {
            return null;
        }
        return new LostBytes(_isUntold ? _fromAt : at, at, _bytes + skipped);
    }

    /// <summary>Whether reading can go on with the message that begins there.</summary>
    public bool CanResume => IsLost && MayResume;

    /// <summary>A message begins, and it is kept.</summary>
    public void Resume()
    {
        IsLost = false;
        _isUntold = false;
        _isTold = false;
        _bytes = 0;
    }
}
