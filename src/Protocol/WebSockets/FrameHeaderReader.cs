using System.Runtime.CompilerServices;

namespace SioProxy.Protocol.WebSockets;

/// <summary>Reads a frame's header, of which every byte may come by itself. A mutable struct: keep it in a field.</summary>
internal struct FrameHeaderReader
{
    private HeaderBytes _partial;
    private int _count;

    /// <summary>Whether nothing of the next header has come.</summary>
    public readonly bool IsAtBegin => _count == 0;

    /// <summary>How many bytes of the header read last had come before.</summary>
    public int Earlier { get; private set; }

    /// <summary>The bytes of the header read last that had come before.</summary>
    public byte[] EarlierBytes => ((ReadOnlySpan<byte>)_partial)[..Earlier].ToArray();

    /// <summary>Takes a header off the front; false: all that came was taken, and more is needed.</summary>
    public bool TryRead(ref ReadOnlyMemory<byte> bytes, out FrameHeader header)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        Earlier = 0;
        if (_count == 0 && span.Length >= 2 && span.Length >= FrameHeader.LengthOf(span[1]))
        {
            header = FrameHeader.Parse(span);
            bytes = bytes[FrameHeader.LengthOf(span[1])..];
            return true;
        }
        Span<byte> partial = _partial;
        for (int taken = 0; taken < span.Length; )
        {
            partial[_count++] = span[taken++];
            if (_count >= 2 && _count == FrameHeader.LengthOf(partial[1]))
            {
                header = FrameHeader.Parse(partial);
                Earlier = _count - taken;
                bytes = bytes[taken..];
                _count = 0;
                return true;
            }
        }
        bytes = default;
        header = default;
        return false;
    }

    [InlineArray(FrameHeader.MaxLength)]
    private struct HeaderBytes
    {
        private byte _first;
    }
}
