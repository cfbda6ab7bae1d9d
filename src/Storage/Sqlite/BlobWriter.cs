using SQLitePCL;

namespace SioProxy.Storage.Sqlite;

/// <summary>Fills a blob that has its length already, piece by piece, so that nobody has to hold it whole.</summary>
internal sealed class BlobWriter : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_blob _blob;
    private readonly string _path;
    private int _written;

    public BlobWriter(sqlite3 database, string path, string table, string column, long row)
    {
        _database = database;
        _path = path;
        Check(raw.sqlite3_blob_open(database, "main", table, column, row, 1, out _blob));
    }

    public void Write(ReadOnlySpan<byte> piece)
    {
        if (!piece.IsEmpty)
        {
            Check(raw.sqlite3_blob_write(_blob, piece, _written));
            _written += piece.Length;
        }
    }

    public void Dispose() => _blob.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFailure.From(_database, code, _path);
        }
    }
}
