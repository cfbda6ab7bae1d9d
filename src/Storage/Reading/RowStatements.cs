using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Reading;

/// <summary>One query of rows in its two forms: over a range of ids, in their order and with a condition, and by one id.</summary>
internal sealed class RowStatements : IDisposable
{
    private readonly Statement _range;
    private readonly Statement _byId;

    /// <param name="select">The columns, from <c>capture_row r</c>, without a condition.</param>
    /// <param name="condition">What the rows of a range must be like; null: all count.</param>
    public RowStatements(ReadConnection connection, string select, SqlCondition? condition)
    {
        string and = condition is null ? string.Empty : $" AND ({condition.ToSql(3)})";
        _range = new Statement(
            connection.Database,
            connection.Path,
            $"{select} WHERE r.id BETWEEN ?1 AND ?2{and} ORDER BY r.id"
        );
        condition?.Bind(_range, 3);
        _byId = new Statement(connection.Database, connection.Path, $"{select} WHERE r.id = ?1");
    }

    /// <summary>The rows of a range, to be stepped through and reset.</summary>
    public Statement Range(long start, long end)
    {
        _range.Bind(1, start);
        _range.Bind(2, end);
        return _range;
    }

    /// <summary>The row of an id, to be stepped to and reset.</summary>
    public Statement ById(long id)
    {
        _byId.Bind(1, id);
        return _byId;
    }

    public void Dispose()
    {
        _range.Dispose();
        _byId.Dispose();
    }
}
