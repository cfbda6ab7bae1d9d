using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Replay.Values;
using SioProxy.Sessions;

namespace SioProxy.Replay.Serving;

/// <summary>Finds the first unconsumed recorded client step that a live one stands for.</summary>
internal sealed class ScriptMatcher(ReplayRules rules, LiveValues values, bool isLenient)
{
    /// <summary>The step, and how it was found; null when none is expected.</summary>
    public (ScriptStep Step, MatchKind Kind)? Find(ScriptSocket socket, ReplayStep live)
    {
        string name = rules.EffectiveName(live);
        List<ScriptStep> candidates =
        [
            .. socket.Steps.Where(step =>
                step is { IsClients: true, DoneAt: null }
                && step.Recorded.Kind == live.Kind
                && string.Equals(step.Named.Subject, name, StringComparison.Ordinal)
            ),
        ];
        return Find(candidates, live, name);
    }

    /// <summary>Whether the rules leave open how often an event comes, so that one more is nothing unexpected.</summary>
    public bool IsOpen(ReplayStep live) =>
        rules.ModeOf(rules.EffectiveName(live)) is MatchMode.Ignore or MatchMode.AnyCount or MatchMode.Latest;

    /// <summary>The recorded ack of the server's event that a live one answers, when it was answered then.</summary>
    public static ScriptStep? FindAck(ScriptSocket socket, ScriptStep asked) =>
        socket.Steps.FirstOrDefault(step =>
            step is { IsClients: true, DoneAt: null, Recorded.Kind: StepKind.Ack }
            && step.Recorded.AckOf == asked.Recorded.Number
        );

    /// <summary>The recorded socket that a live CONNECT joins: the first whose CONNECT agrees, else the first.</summary>
    public ScriptSocket? FindSocket(ScriptSession session, string namespaceName, ReplayStep connect)
    {
        List<ScriptSocket> sockets =
        [
            .. session.Sockets.Where(socket =>
                !socket.HasBegun && string.Equals(socket.Recorded.Namespace, namespaceName, StringComparison.Ordinal)
            ),
        ];
        List<ScriptStep> connects = [.. sockets.Select(ConnectOf).OfType<ScriptStep>()];
        return Find(connects, connect, "")?.Step.Socket ?? sockets.FirstOrDefault();
    }

    /// <summary>Whether a live CONNECT says what a recorded session's did.</summary>
    public bool IsAlike(ScriptSession session, string namespaceName, ReplayStep connect) =>
        session
            .Sockets.Where(socket => string.Equals(socket.Recorded.Namespace, namespaceName, StringComparison.Ordinal))
            .Select(ConnectOf)
            .OfType<ScriptStep>()
            .Any(step => values.Comparer.Compare(step.Recorded, connect, "").Count == 0);

    private static ScriptStep? ConnectOf(ScriptSocket socket) =>
        socket.Steps.FirstOrDefault(step => step is { IsClients: true, Recorded.Kind: StepKind.Connect });

    private (ScriptStep Step, MatchKind Kind)? Find(List<ScriptStep> candidates, ReplayStep live, string name)
    {
        if (candidates.Find(step => IsExact(step.Recorded, live)) is { } exact)
        {
            return (exact, MatchKind.Exact);
        }
        if (candidates.Find(step => Agrees(step.Recorded, live, name)) is { } agreeing)
        {
            return (agreeing, MatchKind.Volatile);
        }
        return isLenient && candidates.Count > 0 ? (candidates[0], MatchKind.Name) : null;
    }

    private bool IsExact(ReplayStep recorded, ReplayStep live)
    {
        if (recorded.IsTruncated || recorded.Attachments.Count != live.Attachments.Count)
        {
            return false;
        }
        for (int i = 0; i < live.Attachments.Count; i++)
        {
            if (!recorded.Attachments[i].Span.SequenceEqual(live.Attachments[i].Span))
            {
                return false;
            }
        }
        return CapturedJson.AreEqual(values.Payload.ArgsOf(recorded), live.Args);
    }

    private bool Agrees(ReplayStep recorded, ReplayStep live, string name) =>
        recorded.IsTruncated || values.Comparer.Compare(recorded, live, name).Count == 0;
}
