using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>The strings behind numbers, and the sids behind session keys; both never change once they are committed.</summary>
internal sealed class WordCache(sqlite3 database, string path) : IDisposable
{
    private const int MaxRemembered = 16 * 1024;

    private readonly Dictionary<long, string> _texts = [];
    private readonly Dictionary<long, string> _sids = [];
    private readonly Statement _text = new(database, path, "SELECT text FROM word WHERE id = ?1");
    private readonly Statement _sid = new(database, path, "SELECT sid FROM session WHERE key = ?1");

    public string Text(long id) => Find(_texts, _text, id) ?? string.Empty;

    /// <summary>Null when no such session is stored (yet).</summary>
    public string? Sid(long key) => Find(_sids, _sid, key);

    public void Dispose()
    {
        _text.Dispose();
        _sid.Dispose();
    }

    private static string? Find(Dictionary<long, string> cache, Statement statement, long id)
    {
        if (cache.TryGetValue(id, out string? text))
        {
            return text;
        }
        statement.Bind(1, id);
        text = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        if (text is null)
        {
            return null;
        }
        if (cache.Count >= MaxRemembered)
        {
            cache.Clear();
        }
        cache.Add(id, text);
        return text;
    }
}
