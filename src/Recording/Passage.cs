using SioProxy.Protocol.WebSockets;

namespace SioProxy.Recording;

/// <summary>How far one direction of a connection has come, as its tap sees it. A mutable struct: keep it in a field.</summary>
internal struct Passage
{
    private long _passed;

    /// <summary>Where a WebSocket's frames begin; null while it is none.</summary>
    public FrameBorders? Frames { get; set; }

    /// <summary>Bytes that passed, of which nothing would be kept, since the last that were queued.</summary>
    public long Skipped { get; set; }

    /// <summary>Whether the next bytes lie behind all that is kept of what they belong to.</summary>
    public readonly bool IsBeyond(int kept, int bytes) => Frames?.IsBeyond(kept, bytes) ?? _passed >= kept;

    /// <summary>Bytes pass.</summary>
    /// <returns>As <see cref="FrameBorders.Advance"/>; -1 of a body.</returns>
    public int Advance(ReadOnlySpan<byte> bytes)
    {
        _passed += bytes.Length;
        return Frames?.Advance(bytes) ?? -1;
    }
}
