using SioProxy.Protocol.WebSockets;

namespace SioProxy.Sessions;

/// <summary>Gathers a body: its beginning up to a limit, how long it was, and when its parts came.</summary>
internal sealed class BodyBuffer(int limit, AssemblyBudget? budget = null) : IDisposable
{
    private const int Uncharged = 4096;
    private const int MaxStamps = 256;
    private List<(int Offset, long At)>? _later; // most bodies come in one part
    private long _lastAt;
    private byte[] _bytes = [];
    private int _length;
    private long _charged;
    private bool _isCut; // there was no memory for more

    /// <summary>Bytes that passed.</summary>
    public long Total { get; private set; }

    /// <summary>Whether less was kept than passed.</summary>
    public bool IsTruncated => Total > _length;

    /// <summary>What was kept.</summary>
    public ReadOnlyMemory<byte> Kept => _bytes.AsMemory(0, _length);

    /// <summary>When the first byte came; 0 while none did.</summary>
    public long FirstAt { get; private set; }

    public void Append(long at, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }
        if (Total == 0)
        {
            FirstAt = _lastAt = at;
        }
        else if (_lastAt != at && (_later ??= []).Count < MaxStamps - 1)
        {
            _later.Add((_length, _lastAt = at));
        }
        Total += bytes.Length;
        int take = Math.Min(bytes.Length, limit - _length);
        if (take <= 0 || _isCut || (_bytes.Length - _length < take && !TryGrow(take)))
        {
            return;
        }
        bytes[..take].CopyTo(_bytes.AsSpan(_length));
        _length += take;
    }

    /// <summary>Counts bytes of which nothing would be kept; false when some would.</summary>
    public bool TrySkip(long bytes)
    {
        bool isFull = _length >= limit || _isCut;
        Total += isFull ? bytes : 0;
        return isFull;
    }

    /// <summary>Gives its memory's share of the budget back: nobody looks at it any more.</summary>
    public void Dispose()
    {
        budget?.Give(_charged);
        _charged = 0;
        _isCut = true;
    }

    /// <summary>Forgets the body, for another one: nobody may look at what was kept any more.</summary>
    public void Reset()
    {
        Dispose();
        _later?.Clear();
        _bytes = _bytes.Length > Uncharged ? [] : _bytes;
        (_lastAt, _length, Total, FirstAt, _isCut) = (0, 0, 0, 0, false);
    }

    /// <summary>When the byte at <paramref name="offset"/> came.</summary>
    public long AtOf(int offset)
    {
        for (int i = (_later?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (_later![i].Offset <= offset)
            {
                return _later[i].At;
            }
        }
        return FirstAt;
    }

    private bool TryGrow(int take)
    {
        int length = (int)Math.Min(limit, Math.Max((long)_length + take, _bytes.Length * 2L));
        long more = length > Uncharged ? length - _charged : 0;
        if (budget?.TryTake(more) == false)
        {
            _isCut = true;
            return false;
        }
        _charged += budget is null ? 0 : more;
        Array.Resize(ref _bytes, length);
        return true;
    }
}
