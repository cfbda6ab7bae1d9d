using Microsoft.Data.Sqlite;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>What one thread of a search needs of its own.</summary>
internal sealed class SearchConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly WordCache _words;
    private readonly PayloadSource _payloads;
    private readonly Statement _begin;
    private readonly Statement _end;

    public SearchConnection(SqliteConnection connection, string path)
    {
        _connection = connection;
        _path = path;
        sqlite3 database = connection.Handle!;
        _words = new WordCache(database, path);
        _payloads = new PayloadSource(database, path);
        _begin = new Statement(database, path, "BEGIN");
        _end = new Statement(database, path, "COMMIT");
    }

    public RowScanner Scanner(SearchPlan plan, ScanOutput output) =>
        new(_connection.Handle!, _path, _payloads, _words, plan, output);

    /// <summary>The ids found in a part, read in one transaction.</summary>
    public List<long> Search(
        RowScanner scanner,
        ScanOutput output,
        (long Start, long End) part,
        CancellationToken cancellationToken
    )
    {
        _begin.Execute();
        try
        {
            output.Ids.Clear();
            _ = scanner.Scan(part.Start, part.End, cancellationToken);
            return [.. output.Ids];
        }
        finally
        {
            _end.Execute();
        }
    }

    public void Dispose()
    {
        _words.Dispose();
        _payloads.Dispose();
        _begin.Dispose();
        _end.Dispose();
        _connection.Dispose();
    }
}
