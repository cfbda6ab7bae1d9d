using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Sessions;

namespace SioProxy.Viewer.Summaries;

/// <summary>A session, and how many of its rows a filter matched.</summary>
/// <param name="Client">The number of its client: sessions that are reconnects of one another have the same.</param>
/// <param name="Report">What is known of it.</param>
/// <param name="Matches">The rows that matched; null when there was no filter.</param>
internal sealed record SessionSummary(int Client, SessionReport Report, long? Matches)
{
    public SessionEntry Session => Report.Session;

    public long DurationMicros => Report.DurationMicros;

    /// <summary>The sessions that have at least one row that matches, in the order of their keys.</summary>
    public static IReadOnlyList<SessionSummary> Read(
        CaptureReader reader,
        SessionOverview overview,
        Filter filter,
        CancellationToken stop
    )
    {
        Dictionary<long, long>? matches = filter.IsAll ? null : Matching(reader, filter, stop);
        return
        [
            .. overview
                .Clients.SelectMany(client =>
                    client.Sessions.Select(report => new SessionSummary(
                        client.Number,
                        report,
                        matches?.GetValueOrDefault(report.Session.Key)
                    ))
                )
                .Where(summary => summary.Matches is not 0)
                .OrderBy(summary => summary.Session.Key),
        ];
    }

    private static Dictionary<long, long> Matching(CaptureReader reader, Filter filter, CancellationToken stop)
    {
        var matches = new Dictionary<long, long>();
        foreach (CapturedRow row in reader.Read(filter, withPayload: false, cancellationToken: stop))
        {
            if (row.SessionKey is { } key)
            {
                matches[key] = matches.GetValueOrDefault(key) + 1;
            }
        }
        return matches;
    }
}
