using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sequence;

/// <summary>The rows of a sequence diagram around one place of a capture, which may be far larger.</summary>
/// <param name="Rows">In capture order.</param>
/// <param name="IsFirst">Whether nothing that matches is before them.</param>
/// <param name="IsLast">Whether nothing that matches is behind them, in the state of the file that was read.</param>
internal sealed record SequenceWindow(IReadOnlyList<CapturedRow> Rows, bool IsFirst, bool IsLast)
{
    /// <summary>How many rows are read on either side of the place.</summary>
    public const int Reach = 600;

    private const int MaxScanned = 1 << 16; // between two looks at whether the reader is still wanted

    public static SequenceWindow Empty { get; } = new([], true, true);

    /// <summary>Reads the rows that match around an id, that one included.</summary>
    public static SequenceWindow Read(CaptureReader reader, Filter filter, long id, CancellationToken stop)
    {
        var query = new RowQuery { Filter = filter, MaxScanned = MaxScanned };
        List<CapturedRow> before = Read(
            reader,
            query with
            {
                BeforeId = id,
                Descending = true,
            },
            stop,
            out bool isFirst
        );
        before.Reverse();
        List<CapturedRow> after = Read(reader, query with { AfterId = id - 1 }, stop, out bool isLast);
        return new SequenceWindow([.. before, .. after], isFirst, isLast);
    }

    private static List<CapturedRow> Read(CaptureReader reader, RowQuery query, CancellationToken stop, out bool isEnd)
    {
        var rows = new List<CapturedRow>();
        RowPage page;
        do
        {
            page = reader.ReadPage(query with { Limit = Reach - rows.Count }, stop);
            rows.AddRange(page.Rows);
            query = query.Descending
                ? query with
                {
                    BeforeId = page.ScannedTo,
                }
                : query with
                {
                    AfterId = page.ScannedTo,
                };
        } while (!page.IsEnd && rows.Count < Reach);
        isEnd = page.IsEnd;
        return rows;
    }
}
