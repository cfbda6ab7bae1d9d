using SioProxy.Storage.Rows;
using ZstdSharp;

namespace SioProxy.Storage.Reading;

/// <summary>A block's payload records, in buffers that the next block uses again.</summary>
internal sealed class ScanBlock
{
    private const int UsualBytes = 1 << 20;

    private byte[] _content = [];
    private int[] _starts = new int[512];
    private int[] _ends = new int[512];
    private int _length;

    public long FirstRow { get; private set; }

    public long LastRow { get; private set; }

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether every id from the first to the last has its record, so that an id less <see cref="FirstRow"/> is its index.</summary>
    public bool IsDense => LastRow - FirstRow + 1 == Count;

    public ReadOnlySpan<byte> Content => _content.AsSpan(0, _length);

    /// <summary>Valid until the next block is read.</summary>
    public ReadOnlyMemory<byte> Record(int index) => _content.AsMemory(_starts[index], _ends[index] - _starts[index]);

    /// <summary>Where a record begins in the content: behind its id's step and its length.</summary>
    public int StartOf(int index) => _starts[index];

    /// <summary>Where a record ends in the content.</summary>
    public int EndOf(int index) => _ends[index];

    /// <summary>The record that holds a place of the content, or that comes next behind it, looked for from <paramref name="from"/> on.</summary>
    public int RowAt(int place, int from)
    {
        while (_ends[from] <= place && from < Count - 1)
        {
            from++;
        }
        return from;
    }

    /// <returns>False when the bytes are no block.</returns>
    public bool TryRead(
        Decompressor decompressor,
        long firstRow,
        long lastRow,
        long codec,
        long rawBytes,
        ReadOnlySpan<byte> data
    )
    {
        if (_content.Length > UsualBytes)
        {
            _content = []; // one giant must not stay
        }
        if (!DecodedBlock.TryInflate(decompressor, codec, rawBytes, data, ref _content))
        {
            return false;
        }
        _length = (int)rawBytes;
        Count = 0;
        FirstRow = firstRow;
        LastRow = lastRow;
        var reader = new RecordReader(_content.AsMemory(0, _length));
        long id = firstRow - 1;
        while (reader.Remaining > 0)
        {
            ulong step = reader.Unsigned();
            int length = reader.Bytes().Length;
            if (reader.Failed || step > int.MaxValue)
            {
                return false;
            }
            id += (long)step + 1;
            Add(_length - reader.Remaining - length, length);
        }
        return Count > 0 && id == lastRow;
    }

    private void Add(int start, int length)
    {
        if (Count == _starts.Length)
        {
            Array.Resize(ref _starts, 2 * Count);
            Array.Resize(ref _ends, 2 * Count);
        }
        _starts[Count] = start;
        _ends[Count++] = start + length;
    }
}
