using SioProxy.Protocol;

namespace SioProxy.Recording;

/// <summary>One thing that passed a tap, on its way to the decoding thread.</summary>
/// <param name="Tap">Where it passed; null for a barrier.</param>
/// <param name="At">When, in microseconds since the Unix epoch.</param>
/// <param name="Buffer">For bytes: a pooled buffer, returned by who takes the chunk out of the queue.</param>
/// <param name="Detail">A head, a node, an end, or what a barrier completes.</param>
internal readonly record struct WireChunk(
    ConnectionTap? Tap,
    WireKind Kind,
    Direction Direction,
    long At,
    byte[]? Buffer,
    int Length,
    object? Detail
);
