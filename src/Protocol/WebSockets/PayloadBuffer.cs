using System.Buffers;

namespace SioProxy.Protocol.WebSockets;

/// <summary>Gathers the kept beginning of a payload in pooled memory; nothing is held while it is empty. A mutable struct: keep it in a field.</summary>
/// <param name="budget">What large payloads are charged to; null: nothing bounds them together.</param>
internal struct PayloadBuffer(AssemblyBudget? budget)
{
    // A declared length is only a promise: a header must not make us set aside more than this ahead of its bytes.
    private const int MostAhead = 4096;

    // Larger arrays are rare and would stay in the pool for good: the collector, or who gets the message, may have them.
    private const int LargestPooled = 1024 * 1024;

    // Each step is a copy, and what is left behind waits for the collector: few steps, as it is known where they end.
    private const int LargeSteps = 4;

    private byte[]? _bytes;
    private int _count;
    private long _charged;
    private bool _isCut; // there was no memory for more: nothing behind that is kept

    /// <summary>Bytes of the payload so far, whether kept or not.</summary>
    public long Length { get; set; }

    public readonly ReadOnlyMemory<byte> Kept => _bytes.AsMemory(0, _count);

    /// <summary>Whether the memory is not pooled, and full enough to be kept by who gets the payload.</summary>
    public readonly bool IsWorthGiving => _bytes?.Length > LargestPooled && _count >= _bytes.Length / 4 * 3;

    /// <summary>Whether nothing more of this payload will be kept.</summary>
    public readonly bool IsFull(int limit) => _isCut || _count >= limit;

    /// <summary>Counts all of <paramref name="source"/>, and keeps what <paramref name="limit"/> leaves room for.</summary>
    /// <param name="declared">Bytes that are said to come, these included.</param>
    /// <param name="isLast">Whether the payload ends with those.</param>
    public void Append(ReadOnlySpan<byte> source, uint maskKey, long declared, bool isLast, int limit)
    {
        Length += source.Length;
        if (_isCut)
        {
            return;
        }
        int kept = Math.Min(source.Length, limit - _count);
        if (kept > 0)
        {
            int expected = (int)Math.Min(declared, limit - _count);
            Span<byte> room = Room(Math.Max(kept, Math.Min(expected, MostAhead)), isLast ? _count + expected : limit);
            kept = Math.Min(kept, room.Length);
            WebSocketMask.Apply(source[..kept], room, maskKey);
            _count += kept;
        }
    }

    /// <summary>Space behind what is kept, at most up to <paramref name="limit"/>; empty when that is reached.</summary>
    public Span<byte> RoomWithin(int limit, int hint)
    {
        if (_count >= limit || _isCut)
        {
            return [];
        }
        Span<byte> room =
            _bytes is null || _count == _bytes.Length
                ? Room(Math.Min(limit - _count, hint), limit)
                : _bytes.AsSpan(_count);
        return room[..Math.Min(room.Length, limit - _count)];
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
        _isCut = false;
    }

    /// <summary>Forgets the payload and gives the memory back.</summary>
    public void Release()
    {
        byte[]? bytes = _bytes;
        GiveAway();
        if (bytes?.Length <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Forgets the payload and its memory, which is somebody else's from now on.</summary>
    public void GiveAway()
    {
        _bytes = null;
        if (_charged > 0)
        {
            budget!.Give(_charged);
            _charged = 0;
        }
        Clear();
    }

    /// <summary>Space behind what is kept, for as many bytes as asked for; less when there is no memory for them.</summary>
    /// <param name="end">Where the payload is expected to end, or must.</param>
    private Span<byte> Room(int size, int end)
    {
        if (_bytes is null || _bytes.Length - _count < size)
        {
            Grow(size, end);
        }
        return _bytes.AsSpan(_count);
    }

    private void Grow(int size, int end)
    {
        long needed = _count + (long)size;
        int length = _bytes?.Length ?? 0;
        int larger = (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * length));
        bool isLarge = larger > LargestPooled;
        if (isLarge)
        {
            larger = (int)Math.Max(needed, Math.Min((long)LargeSteps * length, Math.Max(end, LargestPooled + 1)));
        }
        long charge = larger > MostAhead && budget is not null ? larger : 0;
        if (charge > 0 && !budget!.TryTake(charge))
        {
            _isCut = true;
            return;
        }
        byte[] bytes = isLarge ? GC.AllocateUninitializedArray<byte>(larger) : ArrayPool<byte>.Shared.Rent(larger);
        _bytes.AsSpan(0, _count).CopyTo(bytes);
        (int count, long all) = (_count, Length);
        Release();
        (_bytes, _count, Length, _charged) = (bytes, count, all, charge);
    }
}
