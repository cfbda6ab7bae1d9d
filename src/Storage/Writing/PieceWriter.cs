using System.Buffers;

namespace SioProxy.Storage.Writing;

/// <summary>Hands on in pieces what is written to it: for records that are too long to be held in memory twice.</summary>
internal sealed class PieceWriter(PieceSink sink) : IBufferWriter<byte>
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int _count;

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Writes in pieces what <paramref name="write"/> writes.</summary>
    /// <returns>How many bytes it was.</returns>
    public static long Write(Action<IBufferWriter<byte>> write, PieceSink sink)
    {
        var writer = new PieceWriter(sink);
        try
        {
            write(writer);
            writer.Flush();
            return writer.Length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(writer._buffer);
        }
    }

    public void Advance(int count)
    {
        _count += count;
        Length += count;
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_buffer.Length - _count < Math.Max(sizeHint, 1))
        {
            Flush();
            if (_buffer.Length < sizeHint)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = ArrayPool<byte>.Shared.Rent(sizeHint);
            }
        }
        return _buffer.AsSpan(_count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        int length = GetSpan(sizeHint).Length;
        return _buffer.AsMemory(_count, length);
    }

    private void Flush()
    {
        if (_count > 0)
        {
            sink(_buffer.AsSpan(0, _count));
            _count = 0;
        }
    }
}
