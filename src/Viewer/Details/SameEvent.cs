using SioProxy.Filtering;
using SioProxy.Storage;

namespace SioProxy.Viewer.Details;

/// <summary>Looks for the nearest row that a filter matches.</summary>
internal static class SameEvent
{
    private const long Bite = 1 << 18;

    /// <summary>The row's id; null when there is none that way.</summary>
    public static long? Find(CaptureReader reader, Filter filter, long from, bool forward, CancellationToken stop)
    {
        long at = from;
        while (true)
        {
            var query = new RowQuery
            {
                Filter = filter,
                Limit = 1,
                MaxScanned = Bite,
                WithPayload = false,
                Descending = !forward,
                AfterId = forward ? at : 0,
                BeforeId = forward ? long.MaxValue : at,
            };
            RowPage page = reader.ReadPage(query, stop);
            if (page.Rows.Count > 0)
            {
                return page.Rows[0].Id;
            }
            if (page.IsEnd)
            {
                return null;
            }
            at = page.ScannedTo;
        }
    }
}
