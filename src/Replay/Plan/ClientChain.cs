using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Replay.Plan;

/// <summary>Puts sessions that are reconnects of one another into one client.</summary>
internal static class ClientChain
{
    public static IReadOnlyList<ReplayClient> Of(IEnumerable<SessionDraft> sessions)
    {
        var chains = new ClientChains();
        var clients = new List<List<ReplaySession>>();
        foreach (SessionDraft draft in sessions.OrderBy(s => s.Entry.OpenedAtMicros).ThenBy(s => s.Entry.Key))
        {
            ReplaySession session = draft.Build();
            int client = chains.Add(
                new ClientTrace(
                    session.OpenedAtMicros,
                    session.End?.AtMicros,
                    ClientIdentity.Of(draft.Entry, draft.Handshake, draft.Auth),
                    Pids(session, Direction.ClientToServer).FirstOrDefault(),
                    [.. Pids(session, Direction.ServerToClient)]
                )
            );
            if (client == clients.Count)
            {
                clients.Add([]);
            }
            clients[client].Add(session);
        }
        return [.. clients.Select((chain, i) => new ReplayClient($"client {i + 1}", chain))];
    }

    /// <summary>What a CONNECT carries.</summary>
    public static JsonElement Payload(ReplayStep connect) => connect.Args.EnumerateArray().FirstOrDefault();

    private static IEnumerable<string> Pids(ReplaySession session, Direction from) =>
        session
            .Sockets.SelectMany(socket => socket.Steps)
            .Where(step => step.Kind == StepKind.Connect && step.From == from)
            .Select(step => ClientIdentity.Pid(Payload(step)))
            .OfType<string>();
}
