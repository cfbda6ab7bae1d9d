using System.Buffers;
using SioProxy.Storage.Rows;

namespace SioProxy.Storage.Writing;

/// <summary>Gathers payload records until they are worth a compressed block.</summary>
internal sealed class BlockBuilder
{
    /// <summary>Bytes that make a block. Larger ones compress better and cost a reader more per row it looks up.</summary>
    public const int Target = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _content = new(2 * Target);
    private readonly List<(long Id, int Start, int Length)> _rows = [];

    public int Count => _rows.Count;

    public bool IsFull => _content.WrittenCount >= Target;

    public long FirstRow => _rows[0].Id;

    public long LastRow => _rows[^1].Id;

    /// <summary>The block's content: for each row the step from the id before it less one, its length, its record.</summary>
    public ReadOnlySpan<byte> Content => _content.WrittenSpan;

    public void Add(long id, ReadOnlySpan<byte> record)
    {
        _content.Unsigned(_rows.Count == 0 ? 0 : (ulong)(id - LastRow - 1));
        _content.Unsigned((ulong)record.Length);
        _rows.Add((id, _content.WrittenCount, record.Length));
        _content.Write(record);
    }

    /// <summary>Adds a record that is given in two parts.</summary>
    public void Add(long id, ReadOnlySpan<byte> head, ReadOnlySpan<byte> raw)
    {
        int length = head.Length + raw.Length;
        _content.Unsigned(_rows.Count == 0 ? 0 : (ulong)(id - LastRow - 1));
        _content.Unsigned((ulong)length);
        _rows.Add((id, _content.WrittenCount, length));
        Span<byte> record = _content.GetSpan(length);
        head.CopyTo(record);
        raw.CopyTo(record[head.Length..]);
        _content.Advance(length);
    }

    public (long Id, ReadOnlyMemory<byte> Record) this[int index] =>
        (_rows[index].Id, _content.WrittenMemory.Slice(_rows[index].Start, _rows[index].Length));

    public void Clear()
    {
        _content.ResetWrittenCount();
        _rows.Clear();
    }
}
