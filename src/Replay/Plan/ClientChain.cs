using SioProxy.Protocol;

namespace SioProxy.Replay.Plan;

/// <summary>
/// Puts sessions that are reconnects of one another into one client. Certain by recovery's pid; else a session goes on
/// the chain of the latest ended session with the same handshake and the same auth.
/// </summary>
internal static class ClientChain
{
    public static IReadOnlyList<ReplayClient> Of(IEnumerable<SessionDraft> sessions)
    {
        var chains = new List<Chain>();
        foreach (SessionDraft draft in sessions.OrderBy(s => s.Entry.OpenedAtMicros).ThenBy(s => s.Entry.Key))
        {
            ReplaySession session = draft.Build();
            string identity = ClientIdentity.OfHandshake(draft.Entry, draft.Handshake) + "\n" + draft.Auth;
            string? recovered = Pids(session, Direction.ClientToServer).FirstOrDefault();
            Chain? chain =
                chains.FindLast(c => recovered is not null && c.Pids.Contains(recovered))
                ?? chains.FindLast(c =>
                    string.Equals(c.Identity, identity, StringComparison.Ordinal)
                    && c.EndedAtMicros is { } ended
                    && ended <= session.OpenedAtMicros
                );
            if (chain is null)
            {
                chain = new Chain();
                chains.Add(chain);
            }
            chain.Identity = identity;
            chain.EndedAtMicros = session.End?.AtMicros;
            chain.Pids.UnionWith(Pids(session, Direction.ServerToClient));
            chain.Sessions.Add(session);
        }
        return [.. chains.Select((chain, i) => new ReplayClient($"client {i + 1}", chain.Sessions))];
    }

    private static IEnumerable<string> Pids(ReplaySession session, Direction from) =>
        session
            .Sockets.SelectMany(socket => socket.Steps)
            .Where(step => step.Kind == StepKind.Connect && step.From == from)
            .Select(ClientIdentity.Pid)
            .OfType<string>();

    private sealed class Chain
    {
        public string Identity { get; set; } = "";

        public long? EndedAtMicros { get; set; }

        public HashSet<string> Pids { get; } = new(StringComparer.Ordinal);

        public List<ReplaySession> Sessions { get; } = [];
    }
}
