namespace SioProxy.Benchmarks.Load;

/// <summary>Bytes in order in one growing array: added at the end, taken from the front.</summary>
internal sealed class ByteQueue
{
    private byte[] _bytes = new byte[4096];
    private int _start;
    private int _end;

    public int Length => _end - _start;

    public Memory<byte> Room(int atLeast)
    {
        if (_bytes.Length - _end < atLeast)
        {
            byte[] target = Length + atLeast > _bytes.Length ? new byte[(Length + atLeast) * 2] : _bytes;
            Buffer.BlockCopy(_bytes, _start, target, 0, Length);
            (_bytes, _end, _start) = (target, Length, 0);
        }
        return _bytes.AsMemory(_end);
    }

    public void Added(int count) => _end += count;

    public Memory<byte> Peek() => _bytes.AsMemory(_start, Length);

    public void Take(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length).Span);
        Added(bytes.Length);
    }
}
