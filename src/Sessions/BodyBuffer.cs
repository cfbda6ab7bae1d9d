namespace SioProxy.Sessions;

/// <summary>Gathers a body: its beginning up to a limit, how long it was, and when its parts came.</summary>
internal sealed class BodyBuffer(int limit)
{
    private const int MaxStamps = 256;
    private readonly List<(int Offset, long At)> _stamps = [];
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Bytes that passed.</summary>
    public long Total { get; private set; }

    /// <summary>Whether less was kept than passed.</summary>
    public bool IsTruncated => Total > _length;

    /// <summary>What was kept.</summary>
    public ReadOnlyMemory<byte> Kept => _bytes.AsMemory(0, _length);

    /// <summary>When the first byte came; 0 while none did.</summary>
    public long FirstAt => _stamps.Count > 0 ? _stamps[0].At : 0;

    public void Append(long at, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }
        if (_stamps.Count == 0 || (_stamps.Count < MaxStamps && _stamps[^1].At != at))
        {
            _stamps.Add((_length, at));
        }
        Total += bytes.Length;
        int take = Math.Min(bytes.Length, limit - _length);
        if (take <= 0)
        {
            return;
        }
        if (_bytes.Length - _length < take)
        {
            Array.Resize(ref _bytes, (int)Math.Min(limit, Math.Max((long)_length + take, _bytes.Length * 2L)));
        }
        bytes[..take].CopyTo(_bytes.AsSpan(_length));
        _length += take;
    }

    /// <summary>When the byte at <paramref name="offset"/> came.</summary>
    public long AtOf(int offset)
    {
        for (int i = _stamps.Count - 1; i > 0; i--)
        {
            if (_stamps[i].Offset <= offset)
            {
                return _stamps[i].At;
            }
        }
        return FirstAt;
    }
}
