using SioProxy.Storage;
using SioProxy.Viewer.Packets;

namespace SioProxy.Viewer.Search;

/// <summary>Looks for every row that a filter matches, and reports on the way: the first ones at once, then some times a second.</summary>
internal static class FilterScan
{
    private static readonly TimeSpan s_report = TimeSpan.FromMilliseconds(80);

    /// <summary>Goes on behind the row that was looked at last, on a reader's thread.</summary>
    /// <param name="result">What is found goes there, on the screen's thread.</param>
    /// <param name="after">The last row that was looked at.</param>
    /// <param name="isFirst">Whether nothing was found yet.</param>
    /// <param name="post">Hands work to the screen's thread.</param>
    /// <param name="changed">Called there after each change of the result.</param>
    public static void Run(
        CaptureReader reader,
        FilterResult result,
        long after,
        bool isFirst,
        Action<Action> post,
        Action changed,
        CancellationToken stop
    )
    {
        var found = new List<long>();
        long reported = Environment.TickCount64;
        var query = new RowQuery { Filter = result.Filter, AfterId = after };
        foreach (RowIdPage page in reader.FindAllIds(query, stop))
        {
            found.AddRange(page.Ids);
            if (
                page.IsEnd
                || (isFirst && found.Count > 0)
                || Environment.TickCount64 - reported >= s_report.TotalMilliseconds
            )
            {
                List<long> batch = found;
                (long scanned, long last, bool complete) = (page.ScannedTo, reader.LastRowId, page.IsEnd);
                post(() =>
                {
                    if (!stop.IsCancellationRequested)
                    {
                        result.Append(batch, scanned, last, complete);
                        changed();
                    }
                });
                found = [];
                isFirst = false;
                reported = Environment.TickCount64;
            }
        }
    }
}
