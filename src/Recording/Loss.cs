namespace SioProxy.Recording;

/// <summary>What one direction of a connection lost; once something is missing the rest cannot be decoded and is lost too.</summary>
internal sealed class Loss
{
    private long _fromAt;
    private long _bytes;
    private bool _isTaken;

    /// <summary>Whether something was lost.</summary>
    public bool IsLost { get; private set; }

    /// <returns>Whether this is the first loss.</returns>
    public bool Add(long at, int bytes)
    {
        bool isFirst = !IsLost;
        if (isFirst)
        {
            _fromAt = at;
            IsLost = true;
        }
        _bytes += bytes;
        return isFirst;
    }

    /// <summary>The loss, once; null when there is none, or when it was told already.</summary>
    /// <param name="isOver">Whether the connection has ended, so that the sum is final.</param>
    public LostBytes? Take(bool isOver)
    {
        if (!IsLost || _isTaken)
        {
            return null;
        }
        _isTaken = true;
        return new LostBytes(_fromAt, _bytes, isOver);
    }
}
