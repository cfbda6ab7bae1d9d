using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Summaries;

/// <summary>A session, and how many of its rows a filter matched.</summary>
/// <param name="Session">What the capture knows of it.</param>
/// <param name="Matches">The rows that matched; null when there was no filter.</param>
internal sealed record SessionSummary(SessionEntry Session, long? Matches)
{
    /// <summary>From its first byte to its end, or to its latest packet while it lives.</summary>
    public long DurationMicros => Math.Max(0, (Session.EndedAtMicros ?? Session.LastAtMicros) - Session.OpenedAtMicros);

    /// <summary>The sessions of a capture that have at least one row that matches.</summary>
    public static IReadOnlyList<SessionSummary> Read(CaptureReader reader, Filter filter, CancellationToken stop)
    {
        if (filter.IsAll)
        {
            return [.. reader.Sessions().Select(session => new SessionSummary(session, null))];
        }
        var matches = new Dictionary<long, long>();
        foreach (CapturedRow row in reader.Read(filter, withPayload: false, cancellationToken: stop))
        {
            if (row.SessionKey is { } key)
            {
                matches[key] = matches.GetValueOrDefault(key) + 1;
            }
        }
        return
        [
            .. reader
                .Sessions()
                .Where(session => matches.ContainsKey(session.Key))
                .Select(session => new SessionSummary(session, matches[session.Key])),
        ];
    }
}
