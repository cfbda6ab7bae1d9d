using System.Buffers;
using SioProxy.Sessions;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace SioProxy.Storage.Writing;

/// <summary>Payload records: plain while they are young, sealed into compressed blocks when enough have gathered.</summary>
internal sealed class PayloadStore : IDisposable
{
    // The fastest ordinary level: the writer has less time than the disk has room.
    private const int Level = 1;

    private readonly BlockBuilder _block = new();
    private readonly ArrayBufferWriter<byte> _record = new();
    private readonly Compressor _compressor = NewCompressor();
    private readonly sqlite3 _database;
    private readonly string _path;
    private readonly Statement _insertBlock;
    private readonly Statement _insertPending;
    private readonly Statement _deletePending;
    private readonly LargeBlockInsert _large;
    private byte[] _compressed = [];
    private int _stored; // how many of the block's first rows are in pending_payload

    public PayloadStore(sqlite3 database, string path)
    {
        _database = database;
        _path = path;
        _insertBlock = new Statement(
            database,
            path,
            "INSERT INTO block (first_row, last_row, codec, raw_bytes, data) VALUES (?1, ?2, ?3, ?4, ?5)"
        );
        _insertPending = new Statement(database, path, "INSERT INTO pending_payload (id, payload) VALUES (?1, ?2)");
        _deletePending = new Statement(database, path, "DELETE FROM pending_payload WHERE id <= ?1");
        _large = new LargeBlockInsert(database, path, _compressor, _insertBlock);
    }

    public void Add(CapturedRow row, string? looseSid)
    {
        if (RowPayload.IsLarge(row))
        {
            Seal();
            _large.Run(row, looseSid);
            return;
        }
        _record.ResetWrittenCount();
        RowPayload.Write(_record, row, looseSid);
        _block.Add(row.Id, _record.WrittenSpan);
        if (_block.IsFull)
        {
            Seal();
        }
    }

    /// <summary>Adds a packet of a run: nothing is wide but its text.</summary>
    public void Add(long id, ReadOnlySpan<byte> raw, string? looseSid)
    {
        _record.ResetWrittenCount();
        RowPayload.WriteHead(_record, looseSid);
        _block.Add(id, _record.WrittenSpan, raw);
        if (_block.IsFull)
        {
            Seal();
        }
    }

    /// <summary>Stores what is not sealed yet, so that the transaction holds everything.</summary>
    public void StorePending()
    {
        for (; _stored < _block.Count; _stored++)
        {
            (long id, ReadOnlyMemory<byte> record) = _block[_stored];
            _insertPending.Bind(1, id);
            _insertPending.Bind(2, record.Span);
            _insertPending.Execute();
        }
    }

    /// <summary>Seals whatever is pending, in a block that may be small.</summary>
    public void Seal()
    {
        if (_block.Count == 0)
        {
            return;
        }
        ReadOnlySpan<byte> content = _block.Content;
        int bound = Compressor.GetCompressBound(content.Length);
        if (_compressed.Length < bound)
        {
            _compressed = new byte[bound];
        }
        int length = _compressor.Wrap(content, _compressed);
        bool worth = length < content.Length;
        _insertBlock.Bind(1, _block.FirstRow);
        _insertBlock.Bind(2, _block.LastRow);
        _insertBlock.Bind(3, (long)(worth ? BlockCodec.Zstd : BlockCodec.Plain));
        _insertBlock.Bind(4, content.Length);
        _insertBlock.Bind(5, worth ? _compressed.AsSpan(0, length) : content);
        _insertBlock.Execute();
        if (_stored > 0)
        {
            _deletePending.Bind(1, _block.LastRow);
            _deletePending.Execute();
        }
        _stored = 0;
        _block.Clear();
        if (_compressed.Length > 4 * BlockBuilder.Target)
        {
            _compressed = [];
        }
    }

    /// <summary>Takes up what the file holds: after it was opened, and after a rollback.</summary>
    public void Reload()
    {
        _block.Clear();
        using var pending = new Statement(_database, _path, "SELECT id, payload FROM pending_payload ORDER BY id");
        while (pending.Step())
        {
            _block.Add(pending.Int64(0), pending.Blob(1));
        }
        _stored = _block.Count;
    }

    // With a checksum in each frame a damaged block is noticed, where it would else decode to something else.
    private static Compressor NewCompressor()
    {
        var compressor = new Compressor(Level);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor;
    }

    public void Dispose()
    {
        _insertBlock.Dispose();
        _insertPending.Dispose();
        _deletePending.Dispose();
        _compressor.Dispose();
    }
}
