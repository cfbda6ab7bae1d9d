using SioProxy.Filtering;
using SioProxy.Storage;
using SioProxy.Viewer.Packets;

namespace SioProxy.Viewer.Search;

/// <summary>Looks for every row that a filter matches, and reports on the way: the first ones at once, then some times a second.</summary>
internal static class FilterScan
{
    private static readonly TimeSpan Report = TimeSpan.FromMilliseconds(80);

    /// <summary>Until the largest screen is full, whatever is found is reported at once.</summary>
    private const int Screenful = 100;

    private const long SearchedToPrepare = 300_000; // enough for a search to use all its threads

    /// <summary>Goes on behind the row that was looked at last, on a reader's thread.</summary>
    /// <param name="result">What is found goes there, on the screen's thread.</param>
    /// <param name="after">The last row that was looked at.</param>
    /// <param name="known">How many were found already.</param>
    /// <param name="post">Hands work to the screen's thread.</param>
    /// <param name="changed">Called there after each change of the result.</param>
    public static void Run(
        CaptureReader reader,
        FilterResult result,
        long after,
        int known,
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
                || (known < Screenful && found.Count > 0)
                || Environment.TickCount64 - reported >= Report.TotalMilliseconds
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
                known += found.Count;
                found = [];
                reported = Environment.TickCount64;
            }
        }
    }

    /// <summary>
    /// Looks for what is not there in the first rows of a large capture, in each way there is, so that the code of a search is
    /// compiled and its part of the file read by the time that somebody has typed what to look for.
    /// </summary>
    public static void Prepare(CaptureReader reader, CancellationToken stop)
    {
        foreach (string text in (string[])["event:qqzqq", "args[0].qqzqq=1", "qqzqq"])
        {
            if (!Filter.TryParse(text, out Filter? nothing, out _))
            {
                continue;
            }
            var query = new RowQuery { Filter = nothing, BeforeId = reader.FirstRowId + SearchedToPrepare };
            foreach (RowIdPage _ in reader.FindAllIds(query, stop))
            {
                stop.ThrowIfCancellationRequested();
            }
        }
    }
}
