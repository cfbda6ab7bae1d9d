using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Reading;

/// <summary>From which id to which there are rows, and how many.</summary>
internal sealed class RowExtent(ReadConnection connection) : IDisposable
{
    // No capture has that many rows; a forged one could claim ids that take years to walk through.
    private const long MaxSpan = 1L << 36;

    private readonly Statement _first = new(connection.Database, connection.Path, "SELECT min(id) FROM capture_row");
    private readonly Statement _last = new(connection.Database, connection.Path, "SELECT max(id) FROM capture_row");
    private readonly Statement _tailCount = new(
        connection.Database,
        connection.Path,
        "SELECT count(*) FROM capture_row WHERE id >= ?1"
    );
    private readonly Statement _sealed = new(
        connection.Database,
        connection.Path,
        "SELECT coalesce(sum(rows), 0), max(id) FROM segment WHERE id <= ?1"
    );

    /// <summary>The id of the first row; 0 when there is none.</summary>
    public long First => Number(_first);

    /// <summary>The id of the latest row; 0 when there is none.</summary>
    public long Last => Number(_last);

    /// <summary>How many rows there are.</summary>
    public long Count =>
        connection.Transactions.Run(() =>
        {
            (long rows, long tail) = Sealed();
            _tailCount.Bind(1, tail);
            return rows + Number(_tailCount);
        });

    /// <summary>The rows of complete segments, and the first id behind them.</summary>
    public (long Rows, long TailStart) Sealed()
    {
        _sealed.Bind(1, (long.MaxValue >> Segments.Shift) - 1); // no row can be in one behind that
        _ = _sealed.Step();
        long rows = _sealed.Int64(0);
        long tail = _sealed.NullableInt64(1) is { } last ? (last + 1) << Segments.Shift : long.MinValue;
        _sealed.Reset();
        return (rows, tail);
    }

    public (long First, long Last) CheckedSpan()
    {
        (long first, long last) = (First, Last);
        if (first < 0 || last - first > MaxSpan)
        {
            throw SqliteFailure.Of(CaptureFileProblem.Damaged, connection.Path, detail: "its row ids make no sense");
        }
        return (first, last);
    }

    private static long Number(Statement statement)
    {
        long number = statement.Step() ? statement.Int64(0) : 0;
        statement.Reset();
        return number;
    }

    public void Dispose()
    {
        foreach (Statement statement in (Statement[])[_first, _last, _tailCount, _sealed])
        {
            statement.Dispose();
        }
    }
}
