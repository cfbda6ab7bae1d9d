using SioProxy.Storage.Sqlite;
using SQLitePCL;
using ZstdSharp;

namespace SioProxy.Storage.Reading;

/// <summary>Finds blocks in their order and inflates them, each once.</summary>
internal sealed class BlockSource(sqlite3 database, string path) : IDisposable
{
    private readonly Decompressor _decompressor = new();
    private readonly Statement _upTo = new(
        database,
        path,
        """
        SELECT first_row, last_row, codec, raw_bytes, data FROM block
        WHERE first_row <= ?1 ORDER BY first_row DESC LIMIT 1
        """
    );
    private readonly Statement _after = new(database, path, "SELECT min(first_row) FROM block WHERE first_row > ?1");

    /// <summary>Reads the block that holds a row.</summary>
    /// <param name="before">When there is none: the last row of the block before it; <see cref="long.MinValue"/> without one.</param>
    public bool TryRead(long id, ScanBlock block, out long before)
    {
        before = long.MinValue;
        _upTo.Bind(1, id);
        try
        {
            if (!_upTo.Step())
            {
                return false;
            }
            before = _upTo.Int64(1);
            if (before < id)
            {
                return false;
            }
            return block.TryRead(_decompressor, _upTo.Int64(0), before, _upTo.Int64(2), _upTo.Int64(3), _upTo.Blob(4))
                ? true
                : throw SqliteFailure.Of(
                    CaptureFileProblem.Damaged,
                    path,
                    detail: $"the block of row {id} does not decode"
                );
        }
        finally
        {
            _upTo.Reset();
        }
    }

    /// <summary>The first row of the first block behind a row; <see cref="long.MaxValue"/> when there is none.</summary>
    public long FirstAfter(long id)
    {
        _after.Bind(1, id);
        long first = _after.Step() ? _after.NullableInt64(0) ?? long.MaxValue : long.MaxValue;
        _after.Reset();
        return first;
    }

    public void Dispose()
    {
        _upTo.Dispose();
        _after.Dispose();
        _decompressor.Dispose();
    }
}
