using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>A connection to a capture and what one thread needs to read rows through it.</summary>
internal sealed class ReadConnection : IDisposable
{
    private readonly SqliteConnection _connection;

    public ReadConnection(SqliteConnection connection, string path)
    {
        _connection = connection;
        Path = path;
        Words = new WordCache(Database, path);
        Payloads = new PayloadSource(Database, path);
        Transactions = new ReadTransactions(Database, path);
    }

    public string Path { get; }

    public sqlite3 Database => _connection.Handle!;

    public WordCache Words { get; }

    public PayloadSource Payloads { get; }

    public ReadTransactions Transactions { get; }

    /// <summary>Another connection to the same capture, with little memory of its own, for a thread of a search.</summary>
    public ReadConnection OpenAnother() => new(CaptureFile.OpenSearch(Path), Path);

    public void Dispose()
    {
        Transactions.Dispose();
        Words.Dispose();
        Payloads.Dispose();
        _connection.Dispose();
    }
}
