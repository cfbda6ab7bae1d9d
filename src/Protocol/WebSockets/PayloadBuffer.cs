using System.Buffers;

namespace SioProxy.Protocol.WebSockets;

/// <summary>Gathers the kept beginning of a payload in pooled memory; nothing is held while it is empty. A mutable struct: keep it in a field.</summary>
internal struct PayloadBuffer
{
    // A declared length is only a promise: a header must not make us set aside more than this ahead of its bytes.
    private const int MostAhead = 4096;

    // Larger arrays are rare and would stay in the pool for good: the collector may have them.
    private const int LargestPooled = 1024 * 1024;

    private byte[]? _bytes;
    private int _count;

    /// <summary>Bytes of the payload so far, whether kept or not.</summary>
    public long Length { get; set; }

    public readonly ReadOnlyMemory<byte> Kept => _bytes.AsMemory(0, _count);

    /// <summary>Counts all of <paramref name="source"/>, and keeps what <paramref name="limit"/> leaves room for.</summary>
    /// <param name="declared">Bytes that are said to come, these included.</param>
    public void Append(ReadOnlySpan<byte> source, uint maskKey, long declared, int limit)
    {
        Length += source.Length;
        int kept = Math.Min(source.Length, limit - _count);
        if (kept > 0)
        {
            int ahead = (int)Math.Min(Math.Min(declared, limit - _count), MostAhead);
            WebSocketMask.Apply(source[..kept], Room(Math.Max(kept, ahead)), maskKey);
            _count += kept;
        }
    }

    /// <summary>Space behind what is kept, at most up to <paramref name="limit"/>; empty when that is reached.</summary>
    public Span<byte> RoomWithin(int limit, int hint)
    {
        if (_count >= limit)
        {
            return [];
        }
        if (_bytes is null || _count == _bytes.Length)
        {
            _ = Room(Math.Min(limit - _count, hint));
        }
        return _bytes.AsSpan(_count, Math.Min(_bytes!.Length, limit) - _count);
    }

    /// <summary>Counts bytes that were written to the space given.</summary>
    public void Advance(int written)
    {
        _count += written;
        Length += written;
    }

    /// <summary>Forgets the payload, keeps the memory for the next one.</summary>
    public void Clear()
    {
        _count = 0;
        Length = 0;
    }

    /// <summary>Forgets the payload and gives the memory back.</summary>
    public void Release()
    {
        byte[]? bytes = _bytes;
        _bytes = null;
        Clear();
        if (bytes is not null && bytes.Length <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private Span<byte> Room(int size)
    {
        if (_bytes is null)
        {
            _bytes = ArrayPool<byte>.Shared.Rent(size);
        }
        else if (_bytes.Length - _count < size)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(
                (int)Math.Min(Array.MaxLength, Math.Max(_count + (long)size, 2L * _bytes.Length))
            );
            _bytes.AsSpan(0, _count).CopyTo(larger);
            (int count, long length) = (_count, Length);
            Release();
            (_bytes, _count, Length) = (larger, count, length);
        }
        return _bytes.AsSpan(_count);
    }
}
