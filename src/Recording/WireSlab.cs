using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace SioProxy.Recording;

/// <summary>
/// Memory that one thread after the other fills with copies of what passes its taps, piece behind piece, and that is used
/// again when the decoding thread has read all of it: no array is rented, rounded up or collected per piece.
/// </summary>
internal sealed class WireSlab
{
    /// <summary>Below the size from which arrays are collected with the oldest generation only.</summary>
    public const int Size = 64 * 1024;

    private const int MinPiece = 512; // a slab with less room than that is as good as full
    private const int MaxSpare = 512; // as many as the queue holds by default: what a burst needed is used again, and not for the collector

    private static readonly ConcurrentStack<WireSlab> Spare = new();
    private static int _spareCount;

    [ThreadStatic]
    private static WireSlab? _current;

    private int _used;
    private int _issued;
    private int _balance; // pieces handed out, counted when full, less pieces returned: 0 once only, at the end

    private WireSlab() { }

    /// <summary>The bytes of all pieces.</summary>
    public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(Size);

    /// <summary>
    /// Copies bytes, not none, for another thread, which returns the piece: as many as there is room for, so that memory is
    /// taken for what has come and not for how it came.
    /// </summary>
    /// <returns>Where they lie: the first <paramref name="length"/> of them, from <paramref name="offset"/> on.</returns>
    public static WireSlab Copy(ReadOnlySpan<byte> bytes, out int offset, out int length)
    {
        WireSlab? slab = _current;
        if (slab is null || Size - slab._used < Math.Min(bytes.Length, MinPiece))
        {
            slab?.Seal();
            _current = slab = Take();
        }
        offset = slab._used;
        length = Math.Min(bytes.Length, Size - offset);
        bytes[..length].CopyTo(slab.Bytes.AsSpan(offset));
        slab._used += length;
        slab._issued++;
        return slab;
    }

    /// <summary>A piece has been read, or was not needed after all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return()
    {
        if (Interlocked.Decrement(ref _balance) == 0)
        {
            Recycle();
        }
    }

    private static WireSlab Take()
    {
        if (!Spare.TryPop(out WireSlab? slab))
        {
            return new WireSlab();
        }
        Interlocked.Decrement(ref _spareCount);
        slab._used = 0;
        slab._issued = 0;
        return slab;
    }

    private void Seal()
    {
        if (Interlocked.Add(ref _balance, _issued) == 0)
        {
            Recycle();
        }
    }

    private void Recycle()
    {
        if (Interlocked.Increment(ref _spareCount) <= MaxSpare)
        {
            Spare.Push(this);
        }
        else
        {
            Interlocked.Decrement(ref _spareCount);
        }
    }
}
