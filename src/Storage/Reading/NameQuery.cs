using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Reading;

/// <summary>Reads which names occur in a capture.</summary>
internal sealed class NameQuery(ReadConnection connection, RowExtent extent)
{
    /// <summary>Names in alphabetical order, at most so many.</summary>
    /// <param name="column">The rows' column that holds them.</param>
    public List<string> Read(string column, SegmentField field, int limit) =>
        connection.Transactions.Run(() =>
        {
            // From value to value: the index has an entry for each segment in which one occurs.
            using var names = new Statement(
                connection.Database,
                connection.Path,
                $"""
                WITH RECURSIVE found(value) AS (
                    SELECT min(value) FROM segment_index WHERE field = ?1
                    UNION ALL
                    SELECT (SELECT min(value) FROM segment_index WHERE field = ?1 AND value > found.value)
                    FROM found WHERE found.value IS NOT NULL
                )
                SELECT text FROM word WHERE id IN (
                    SELECT value FROM found UNION SELECT {column} FROM capture_row WHERE id >= ?2
                ) ORDER BY text LIMIT ?3
                """
            );
            names.Bind(1, (long)field);
            names.Bind(2, extent.Sealed().TailStart);
            names.Bind(3, (long)limit);
            var texts = new List<string>();
            while (names.Step())
            {
                texts.Add(names.Text(0));
            }
            return texts;
        });
}
