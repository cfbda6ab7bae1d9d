namespace SioProxy.Viewer.Packets;

/// <summary>Ascending row ids, four bytes each, appended in batches.</summary>
internal sealed class RowIds
{
    private const int ChunkSize = 1 << 14;

    private readonly List<(long Base, uint[] Offsets)> _chunks = [];
    private readonly List<long> _starts = []; // index of each chunk's first id
    private int _used; // of the last chunk

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>The id at this place.</summary>
    public long this[long index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            int chunk = ChunkOf(index);
            return _chunks[chunk].Base + _chunks[chunk].Offsets[index - _starts[chunk]];
        }
    }

    /// <summary>Appends an id that is larger than all before it.</summary>
    public void Add(long id)
    {
        if (_chunks.Count == 0 || _used == ChunkSize || id - _chunks[^1].Base > uint.MaxValue)
        {
            _starts.Add(Count);
            _chunks.Add((id, new uint[ChunkSize]));
            _used = 0;
        }
        (long first, uint[] offsets) = _chunks[^1];
        offsets[_used++] = (uint)(id - first);
        Count++;
    }

    /// <summary>The place of the first id that is not smaller; <see cref="Count"/> when all are.</summary>
    public long IndexOf(long id)
    {
        (long low, long high) = (0, Count);
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (this[middle] < id)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    private int ChunkOf(long index)
    {
        int found = _starts.BinarySearch(index);
        return found >= 0 ? found : ~found - 1;
    }
}
