using SioProxy.Filtering;
using SioProxy.Replay.Plan;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Replaying;

/// <summary>Makes a plan from a capture: what is replayed, and what two captures are compared by.</summary>
internal static class CapturePlan
{
    /// <param name="filter">Which rows take part; a session is in when one of its rows is.</param>
    public static ReplayPlan Read(CaptureReader reader, Filter filter, CancellationToken cancellationToken)
    {
        var builder = new PlanBuilder();
        Dictionary<long, ConnectionEntry> handshakes = Handshakes(reader, builder);
        foreach (SessionEntry session in reader.Sessions())
        {
            builder.AddSession(session, handshakes.GetValueOrDefault(session.Key));
        }
        foreach (CapturedRow row in reader.Read(filter, cancellationToken: cancellationToken))
        {
            builder.AddRow(row);
        }
        return builder.Build();
    }

    /// <summary>The plan of whole sessions, as only those can be played: of all that have a row that matches.</summary>
    /// <param name="sid">Only the sessions of this sid; null: of any.</param>
    public static ReplayPlan ReadSessions(
        CaptureReader reader,
        Filter filter,
        string? sid,
        CancellationToken cancellationToken
    )
    {
        (HashSet<long> Sessions, HashSet<long> Refusals)? chosen = filter.IsAll
            ? null
            : Choose(reader.Read(filter, cancellationToken: cancellationToken));
        var builder = new PlanBuilder();
        Dictionary<long, ConnectionEntry> handshakes = Handshakes(reader, builder);
        foreach (SessionEntry session in reader.Sessions())
        {
            bool isChosen =
                chosen?.Sessions.Contains(session.Key) != false
                && (sid is null || string.Equals(session.Sid, sid, StringComparison.Ordinal));
            if (isChosen)
            {
                builder.AddSession(session, handshakes.GetValueOrDefault(session.Key));
            }
        }
        foreach (CapturedRow row in reader.Read(Filter.Parse(""), cancellationToken: cancellationToken))
        {
            bool isLeftOut =
                row is CapturedHttp { SessionKey: null }
                && (sid is not null || chosen?.Refusals.Contains(row.Id) == false);
            if (!isLeftOut)
            {
                builder.AddRow(row);
            }
        }
        ReplayPlan plan = builder.Build();
        return plan with
        {
            Clients =
            [
                .. plan
                    .Clients.Select(client =>
                        client with
                        {
                            Sessions = [.. client.Sessions.Where(session => session.Sockets.Count > 0)],
                        }
                    )
                    .Where(client => client.Sessions.Count > 0),
            ],
        };
    }

    private static (HashSet<long> Sessions, HashSet<long> Refusals) Choose(IEnumerable<CapturedRow> rows)
    {
        var sessions = new HashSet<long>();
        var refusals = new HashSet<long>();
        foreach (CapturedRow row in rows)
        {
            if (row.SessionKey is { } key)
            {
                sessions.Add(key);
            }
            else if (row is CapturedHttp)
            {
                refusals.Add(row.Id);
            }
        }
        return (sessions, refusals);
    }

    // The first connection of a session is the one that opened it; those without one may be handshakes that were refused.
    private static Dictionary<long, ConnectionEntry> Handshakes(CaptureReader reader, PlanBuilder builder)
    {
        var first = new Dictionary<long, ConnectionEntry>();
        long after = 0;
        IReadOnlyList<ConnectionEntry> page;
        do
        {
            page = reader.Connections(after);
            foreach (ConnectionEntry connection in page)
            {
                if (connection.SessionKey is { } key)
                {
                    first.TryAdd(key, connection);
                }
                else if (connection.Status >= 400)
                {
                    builder.AddRequest(connection);
                }
                after = connection.Id;
            }
        } while (page.Count > 0);
        return first;
    }
}
