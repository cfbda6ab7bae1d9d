using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Filters;

/// <summary>Collects a capture's words from its indexes, and paths from a sample of its rows: the first ones, the last ones and some between.</summary>
internal static class CaptureWordsReader
{
    private const int MaxNames = 1000;
    private const int MaxSessions = 500;
    private const int Places = 10;
    private const int RowsAtAPlace = 300;

    public static CaptureWords Read(CaptureReader reader, CancellationToken cancellationToken)
    {
        var paths = new PathCollector();
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        (long first, long last) = (reader.FirstRowId, reader.LastRowId);
        long step = Math.Max(RowsAtAPlace, (last - first) / Places);
        for (long at = last - RowsAtAPlace; last > 0; at -= step)
        {
            RowPage page = reader.ReadPage(
                new RowQuery
                {
                    AfterId = Math.Max(at, first - 1),
                    BeforeId = at + RowsAtAPlace + 1,
                    Limit = RowsAtAPlace,
                },
                cancellationToken
            );
            foreach (CapturedPacket packet in page.Rows.OfType<CapturedPacket>())
            {
                paths.Add(packet);
                if (packet.Fault is { } fault)
                {
                    _ = faults.Add(fault.Code);
                }
            }
            if (at < first)
            {
                break;
            }
        }
        IReadOnlyList<SessionEntry> sessions = reader.Sessions();
        return new CaptureWords
        {
            Events = reader.EventNames(MaxNames),
            Namespaces = reader.Namespaces(MaxNames),
            Sessions =
            [
                .. sessions.Reverse().Select(session => session.Sid).Distinct(StringComparer.Ordinal).Take(MaxSessions),
            ],
            Clients = Distinct(sessions.Select(session => session.Client)),
            Nodes = Distinct(sessions.Select(session => session.Node).OfType<string>()),
            Faults = [.. faults],
            Paths = paths.ToPaths(),
        };
    }

    private static List<string> Distinct(IEnumerable<string> names) =>
        [.. names.Distinct(StringComparer.Ordinal).Take(MaxNames).Order(StringComparer.Ordinal)];
}
