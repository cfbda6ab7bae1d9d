using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Serving;

/// <summary>The recorded refusals of handshakes: each is said once, to the first live client alike whose turn it is.</summary>
internal sealed class ScriptRefusals(IReadOnlyList<RefusedHandshake> recorded, IReadOnlyList<ScriptClient> clients)
{
    private readonly HashSet<RefusedHandshake> _left = [.. recorded];

    /// <summary>The refusal of a handshake; null when it is to be accepted: a session alike comes first, or none was refused.</summary>
    public RefusedHandshake? Take(LiveHandshake handshake)
    {
        RefusedHandshake? refusal = recorded.FirstOrDefault(refused =>
            _left.Contains(refused) && IsAlike(refused, handshake)
        );
        if (refusal is null || clients.Any(client => client.Next is { } next && IsBefore(next.Recorded, refusal)))
        {
            return null;
        }
        _left.Remove(refusal);
        return refusal;
    }

    /// <summary>Those that nobody asked for.</summary>
    public IEnumerable<SocketResult> Unused =>
        recorded
            .Where(_left.Contains)
            .Select(refused => new SocketResult(
                "no client",
                1,
                "handshake",
                [
                    new StepOutcome
                    {
                        Verdict = StepVerdict.Missing,
                        EffectiveName = $"the refused handshake of row {refused.RowId}",
                        Note =
                            $"It was refused with {refused.Status} ({refused.Message}), and nobody asked for it again.",
                    },
                ]
            ));

    private static bool IsAlike(RefusedHandshake refused, LiveHandshake handshake) =>
        refused.Version == handshake.Version
        && string.Equals(refused.Path, handshake.Path, StringComparison.Ordinal)
        && ScriptAssignment.AreAlike(refused.Query, handshake.Query);

    private static bool IsBefore(ReplaySession session, RefusedHandshake refused) =>
        session.OpenedAtMicros < refused.AtMicros
        && session.Version == refused.Version
        && string.Equals(session.Path, refused.Path, StringComparison.Ordinal)
        && ScriptAssignment.AreAlike(session.Query, refused.Query);
}
