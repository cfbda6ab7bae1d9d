using System.Globalization;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Formats;

/// <summary>An INSERT per table, prepared when it is first needed.</summary>
internal sealed class ExportInserts(sqlite3 database, string path) : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    public void Run(string table, ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(table, out Statement? insert))
        {
            IEnumerable<string> places = Enumerable
                .Range(1, values.Length)
                .Select(number => "?" + number.ToString(CultureInfo.InvariantCulture));
            insert = new Statement(database, path, $"INSERT INTO {table} VALUES ({string.Join(", ", places)})");
            _statements.Add(table, insert);
        }
        for (int i = 0; i < values.Length; i++)
        {
            Bind(insert, i + 1, values[i]);
        }
        insert.Execute();
    }

    public void Commit()
    {
        using var commit = new Statement(database, path, "COMMIT");
        commit.Execute();
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements.Values)
        {
            statement.Dispose();
        }
    }

    private static void Bind(Statement insert, int index, object? value)
    {
        switch (value)
        {
            case null:
                insert.BindNull(index);
                break;
            case string text:
                insert.Bind(index, text);
                break;
            case bool flag:
                insert.Bind(index, flag ? 1L : 0L);
                break;
            case double real:
                insert.Bind(index, real);
                break;
            case ReadOnlyMemory<byte> bytes:
                insert.Bind(index, bytes.Span);
                break;
            default:
                insert.Bind(index, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
