using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>Runs what reads in one transaction; within another, as part of it.</summary>
internal sealed class ReadTransactions(sqlite3 database, string path) : IDisposable
{
    private readonly Statement _begin = new(database, path, "BEGIN");
    private readonly Statement _end = new(database, path, "COMMIT");

    public void Run(Action action) =>
        Run(() =>
        {
            action();
            return true;
        });

    public T Run<T>(Func<T> action)
    {
        bool outer = raw.sqlite3_get_autocommit(database) != 0;
        if (outer)
        {
            _begin.Execute();
        }
        try
        {
            return action();
        }
        finally
        {
            if (outer && raw.sqlite3_get_autocommit(database) == 0)
            {
                _end.Execute();
            }
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _end.Dispose();
    }
}
