namespace SioProxy.Protocol.WebSockets;

/// <summary>
/// Bounds the memory of what is not complete yet, over all connections: past the limit no more is kept of what is being put
/// together, so that it comes out truncated. Taken and given by one thread; anyone may read it.
/// </summary>
/// <param name="limit">Bytes.</param>
public sealed class AssemblyBudget(long limit)
{
    private long _bytes;

    /// <summary>Bytes that are taken now.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Takes bytes; false when there are not so many left, and none is taken.</summary>
    public bool TryTake(long bytes)
    {
        if (_bytes + bytes > limit)
        {
            return false;
        }
        Volatile.Write(ref _bytes, _bytes + bytes);
        return true;
    }

    /// <summary>Gives back what was taken.</summary>
    public void Give(long bytes) => Volatile.Write(ref _bytes, _bytes - bytes);
}
