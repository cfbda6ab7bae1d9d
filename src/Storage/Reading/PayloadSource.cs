using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;
using ZstdSharp;

namespace SioProxy.Storage.Reading;

/// <summary>Finds payload records, keeping the blocks used last (a sealed block never changes).</summary>
internal sealed class PayloadSource(sqlite3 database, string path) : IDisposable
{
    private const int MaxBlocks = 32;
    private const long MaxBytes = 8L << 20;

    private readonly LinkedList<DecodedBlock> _blocks = new();
    private readonly Decompressor _decompressor = new();
    private readonly Statement _block = new(
        database,
        path,
        """
        SELECT first_row, codec, raw_bytes, data, last_row FROM block
        WHERE first_row <= ?1 ORDER BY first_row DESC LIMIT 1
        """
    );
    private readonly Statement _pending = new(database, path, "SELECT payload FROM pending_payload WHERE id = ?1");

    public RowPayload Read(long id) =>
        RowPayload.TryRead(Record(id), out RowPayload payload)
            ? payload
            : throw Damaged($"row {id} has an unreadable payload");

    /// <summary>The record as it is stored.</summary>
    public ReadOnlyMemory<byte> Record(long id)
    {
        DecodedBlock? block = Cached(id) ?? Load(id);
        return
            (block is not null && block.TryFind(id, out ReadOnlyMemory<byte> record)) || TryReadPending(id, out record)
            ? record
            : throw Damaged($"row {id} has no payload");
    }

    public void Dispose()
    {
        _block.Dispose();
        _pending.Dispose();
        _decompressor.Dispose();
    }

    private DecodedBlock? Cached(long id)
    {
        for (LinkedListNode<DecodedBlock>? node = _blocks.First; node is not null; node = node.Next)
        {
            if (id >= node.Value.FirstRow && id <= node.Value.LastRow)
            {
                if (node != _blocks.First)
                {
                    _blocks.Remove(node);
                    _blocks.AddFirst(node);
                }
                return node.Value;
            }
        }
        return null;
    }

    private DecodedBlock? Load(long id)
    {
        _block.Bind(1, id);
        try
        {
            if (!_block.Step() || _block.Int64(4) < id)
            {
                return null;
            }
            DecodedBlock block =
                DecodedBlock.Decode(_decompressor, _block.Int64(0), _block.Int64(1), _block.Int64(2), _block.Blob(3))
                ?? throw Damaged($"the block of row {id} does not decode");
            Keep(block);
            return block;
        }
        finally
        {
            _block.Reset();
        }
    }

    private void Keep(DecodedBlock block)
    {
        _blocks.AddFirst(block);
        long bytes = _blocks.Sum(kept => (long)kept.Bytes);
        while (_blocks.Count > 1 && (_blocks.Count > MaxBlocks || bytes > MaxBytes))
        {
            bytes -= _blocks.Last!.Value.Bytes;
            _blocks.RemoveLast();
        }
    }

    private bool TryReadPending(long id, out ReadOnlyMemory<byte> record)
    {
        _pending.Bind(1, id);
        bool found = _pending.Step();
        record = found ? _pending.Blob(0).ToArray() : default;
        _pending.Reset();
        return found;
    }

    private CaptureFileException Damaged(string detail) =>
        SqliteFailure.Of(CaptureFileProblem.Damaged, path, detail: detail);
}
