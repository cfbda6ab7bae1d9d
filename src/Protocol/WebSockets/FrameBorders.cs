using System.Runtime.CompilerServices;

namespace SioProxy.Protocol.WebSockets;

/// <summary>
/// Knows where frames begin in one direction of a WebSocket, and little else of them (RFC 6455, 5.2): some nanoseconds a
/// frame, so that reading can begin again behind bytes that were not kept, and what nobody will keep need not be carried.
/// </summary>
public sealed class FrameBorders
{
    private HeaderBytes _header;
    private int _headerCount;
    private long _left; // of the frame's payload
    private long _length;
    private bool _isPlainMessage; // begins a message that is not compressed

    /// <summary>Passes over the next bytes of the direction, from its very first on.</summary>
    /// <returns>Where the first frame of these bytes begins that begins a message (text or binary, no continuation); -1: none does.</returns>
    public int Advance(ReadOnlySpan<byte> bytes)
    {
        int first = -1;
        int at = 0;
        while (at < bytes.Length)
        {
            if (_left > 0)
            {
                int skipped = (int)Math.Min(_left, bytes.Length - at);
                _left -= skipped;
                at += skipped;
                continue;
            }
            if (_headerCount == 0)
            {
                ReadOnlySpan<byte> rest = bytes[at..];
                if (first < 0 && (WebSocketOpcode)(rest[0] & 0x0F) is WebSocketOpcode.Text or WebSocketOpcode.Binary)
                {
                    first = at;
                }
                if (rest.Length >= 2 && rest.Length >= FrameHeader.LengthOf(rest[1]))
                {
                    Begin(rest);
                    at += FrameHeader.LengthOf(rest[1]);
                    continue;
                }
            }
            at++;
            Add(bytes[at - 1]);
        }
        return first;
    }

    /// <summary>
    /// Whether the next bytes, with more to follow, all lie in one frame of an uncompressed message behind its first
    /// <paramref name="kept"/> bytes: only how many they are matters.
    /// </summary>
    public bool IsBeyond(int kept, int bytes) => _isPlainMessage && _left > bytes && _length - _left >= kept;

    private void Add(byte next)
    {
        Span<byte> header = _header;
        header[_headerCount++] = next;
        if (_headerCount >= 2 && _headerCount == FrameHeader.LengthOf(header[1]))
        {
            _headerCount = 0;
            Begin(header);
        }
    }

    // A length that no frame may have leaves nothing to be found behind it.
    private void Begin(ReadOnlySpan<byte> bytes)
    {
        FrameHeader header = FrameHeader.Parse(bytes);
        _left = _length = (long)Math.Min(header.PayloadLength, long.MaxValue);
        _isPlainMessage = !header.IsCompressed && header.Opcode is WebSocketOpcode.Text or WebSocketOpcode.Binary;
    }

    [InlineArray(FrameHeader.MaxLength)]
    private struct HeaderBytes
    {
        private byte _first;
    }
}
