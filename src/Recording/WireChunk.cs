using SioProxy.Protocol;

namespace SioProxy.Recording;

/// <summary>One thing that passed a tap, on its way to the decoding thread.</summary>
/// <param name="Tap">Where it passed; null for a barrier.</param>
/// <param name="At">When, in microseconds since the Unix epoch.</param>
/// <param name="Slab">For bytes: where they lie, from <paramref name="Offset"/> on; the piece is returned by who takes the chunk out of the queue.</param>
/// <param name="Detail">A head, a node, an end, or what a barrier completes.</param>
internal readonly record struct WireChunk(
    ConnectionTap? Tap,
    WireKind Kind,
    Direction Direction,
    long At,
    WireSlab? Slab,
    int Offset,
    int Length,
    object? Detail
)
{
    /// <summary>Something other than bytes.</summary>
    public static WireChunk Control(ConnectionTap? tap, WireKind kind, Direction direction, long at, object? detail) =>
        new(tap, kind, direction, at, null, 0, 0, detail);

    /// <summary>The bytes; valid until the piece is returned.</summary>
    public ReadOnlyMemory<byte> Bytes => Slab is null ? default : Slab.Bytes.AsMemory(Offset, Length);
}
