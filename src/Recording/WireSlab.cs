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

    private const int LargestShared = Size / 4;
    private const int MaxSpare = 128;

    private static readonly ConcurrentStack<WireSlab> Spare = new();
    private static int s_spare;

    [ThreadStatic]
    private static WireSlab? t_current;

    private readonly int _size;
    private int _used;
    private int _issued;
    private int _balance; // pieces handed out, counted when full, less pieces returned: 0 once only, at the end

    private WireSlab(int size)
    {
        _size = size;
        Bytes = GC.AllocateUninitializedArray<byte>(size);
    }

    /// <summary>The bytes of all pieces.</summary>
    public byte[] Bytes { get; }

    /// <summary>Copies bytes, not none, for another thread, which returns the piece.</summary>
    /// <returns>Where they lie: as many as were given, from <paramref name="offset"/> on.</returns>
    public static WireSlab Copy(ReadOnlySpan<byte> bytes, out int offset)
    {
        offset = 0;
        WireSlab? slab = t_current;
        if (slab is null || slab._size - slab._used < bytes.Length)
        {
            if (bytes.Length > LargestShared)
            {
                WireSlab own = bytes.Length <= Size ? Take() : new WireSlab(bytes.Length);
                bytes.CopyTo(own.Bytes);
                own._issued = 1;
                own.Seal();
                return own;
            }
            slab?.Seal();
            t_current = slab = Take();
        }
        offset = slab._used;
        bytes.CopyTo(slab.Bytes.AsSpan(offset));
        slab._used += bytes.Length;
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
            return new WireSlab(Size);
        }
        Interlocked.Decrement(ref s_spare);
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
        if (_size == Size && Interlocked.Increment(ref s_spare) <= MaxSpare)
        {
            Spare.Push(this);
        }
        else if (_size == Size)
        {
            Interlocked.Decrement(ref s_spare);
        }
    }
}
