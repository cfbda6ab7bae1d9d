using System.Buffers;

namespace SioProxy.Protocol.Http;

/// <summary>Hands a body in memory to a decompressing stream of the platform.</summary>
/// <param name="suffix">Comes behind the body.</param>
internal sealed class BodyFeed(ReadOnlySequence<byte> body, ReadOnlyMemory<byte> suffix = default) : FeedStream
{
    private ReadOnlySequence<byte> _rest = body;
    private ReadOnlyMemory<byte> _suffix = suffix;

    /// <summary>Whether more was asked for than there is: a stream that has its end does not ask.</summary>
    public bool WasAskedAtEnd { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_rest.IsEmpty)
        {
            _rest = new ReadOnlySequence<byte>(_suffix);
            _suffix = default;
        }
        int taken = (int)Math.Min(buffer.Length, _rest.Length);
        WasAskedAtEnd |= taken == 0 && buffer.Length > 0;
        _rest.Slice(0, taken).CopyTo(buffer);
        _rest = _rest.Slice(taken);
        return taken;
    }
}
