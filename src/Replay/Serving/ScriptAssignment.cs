using SioProxy.Protocol;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Serving;

/// <summary>
/// Decides which recorded session a live connection plays: recovery's pid tells for certain; else by key, or in recorded
/// order, those first that said the same of themselves. A client that comes back goes on with its next session.
/// </summary>
internal sealed class ScriptAssignment(
    IReadOnlyList<ScriptClient> clients,
    ScriptMatcher matcher,
    LiveValues values,
    AssignmentKey? key
)
{
    /// <summary>The session; null when nothing is left for such a client.</summary>
    /// <param name="connect">Its first CONNECT; null when it has said nothing yet (protocol 4).</param>
    /// <param name="namespaceName">That of the CONNECT.</param>
    public ScriptSession? Choose(ScriptLink link, ReplayStep? connect, string namespaceName, string? namespaceQuery)
    {
        if (connect is not null && values.RecordedPid(connect) is { } pid && ClientOf(pid) is { } known)
        {
            return known.Next ?? known.Current;
        }
        string? wanted = key?.Of(link.Handshake, connect, namespaceQuery);
        return clients
            .Where(client => key is null || string.Equals(key.Of(client.Recorded), wanted, StringComparison.Ordinal))
            .Select(client => (Session: client.Next ?? client.Current, IsNew: client.Next is not null, client.Link))
            .Where(candidate => candidate.Session is not null && IsSpoken(candidate.Session, link))
            .Where(candidate => candidate.Link is null || (key is not null && candidate.IsNew))
            .OrderByDescending(candidate => connect is null || Has(candidate.Session!, namespaceName))
            .ThenByDescending(candidate => IsAlike(candidate.Session!, link, connect, namespaceName))
            .ThenByDescending(candidate => candidate.IsNew)
            .ThenBy(candidate => candidate.Session!.Recorded.OpenedAtMicros)
            .Select(candidate => candidate.Session)
            .FirstOrDefault();
    }

    private ScriptClient? ClientOf(string pid) =>
        clients.FirstOrDefault(client =>
            client
                .Sessions.Where(session => session.OpenedAt is not null)
                .SelectMany(session => session.Recorded.Sockets)
                .SelectMany(socket => socket.Steps)
                .Any(step =>
                    step is { Kind: StepKind.Connect, From: Direction.ServerToClient }
                    && string.Equals(LiveValues.Pid(step), pid, StringComparison.Ordinal)
                )
        );

    private static bool IsSpoken(ScriptSession session, ScriptLink link) =>
        session.Recorded.Version == link.Handshake.Version
        && string.Equals(session.Recorded.Path, link.Handshake.Path, StringComparison.Ordinal);

    private static bool Has(ScriptSession session, string namespaceName) =>
        session.Sockets.Any(socket =>
            string.Equals(socket.Recorded.Namespace, namespaceName, StringComparison.Ordinal)
        );

    private bool IsAlike(ScriptSession session, ScriptLink link, ReplayStep? connect, string namespaceName)
    {
        return AreAlike(session.Recorded.Query, link.Handshake.Query)
            && (connect is null || matcher.IsAlike(session, namespaceName, connect));
    }

    /// <summary>Whether a live query says what a recorded one did.</summary>
    public static bool AreAlike(
        IReadOnlyList<KeyValuePair<string, string>> was,
        IReadOnlyList<KeyValuePair<string, string>> now
    ) => was.Count == now.Count && was.Zip(now).All(pair => IsAlike(pair.First, pair.Second));

    private static bool IsAlike(KeyValuePair<string, string> was, KeyValuePair<string, string> now) =>
        string.Equals(was.Key, now.Key, StringComparison.Ordinal)
        && (
            string.Equals(was.Value, now.Value, StringComparison.Ordinal)
            || RedactedValue.IsMark(Uri.UnescapeDataString(was.Value))
        );
}
