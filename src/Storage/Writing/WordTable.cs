using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Writing;

/// <summary>Strings stored once, with a bounded memory of their numbers.</summary>
internal sealed class WordTable(sqlite3 database, string path) : IDisposable
{
    private const int MaxRemembered = 16 * 1024;

    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly Statement _find = new(database, path, "SELECT id FROM word WHERE text = ?1");
    private readonly Statement _insert = new(database, path, "INSERT INTO word (text) VALUES (?1)");

    public long? IdOrNull(string? text) => text is null ? null : Id(text);

    public long Id(string text)
    {
        if (_ids.TryGetValue(text, out long id))
        {
            return id;
        }
        _find.Bind(1, text);
        bool found = _find.Step();
        id = found ? _find.Int64(0) : 0;
        _find.Reset();
        if (!found)
        {
            _insert.Bind(1, text);
            _insert.Execute();
            id = raw.sqlite3_last_insert_rowid(database);
        }
        if (_ids.Count >= MaxRemembered)
        {
            _ids.Clear();
        }
        _ids.Add(text, id);
        return id;
    }

    /// <summary>After a rollback: some of them were not stored after all.</summary>
    public void Forget() => _ids.Clear();

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
    }
}
