using SioProxy.Sessions;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>Connection state recovery that did not come about, and sessions that their client had long left.</summary>
internal static class RecoveryDiagnoser
{
    private const long Second = 1_000_000;
    private const long DefaultLimit = 120 * Second; // maxDisconnectionDuration

    public static IEnumerable<Diagnosis?> Of(SessionContext context) => [NotRecovered(context), HalfOpen(context)];

    private static Diagnosis? NotRecovered(SessionContext context)
    {
        if (
            context.Facts.Recovery is not { } asked
            || context.Facts.IssuedPids.Contains(asked.Pid)
            || !context.Facts.Namespaces.Any(space =>
                space is { IsJoined: true } && string.Equals(space.Name, asked.Namespace, StringComparison.Ordinal)
            )
        )
        {
            return null;
        }
        if (!asked.HasOffset)
        {
            return new(
                DiagnosisCode.RecoveryWithoutOffset,
                Confidence.Certain,
                "The client asked for its earlier session without saying which event it had last, so the server could not recover it.",
                "No event with an offset had come before: send one right after the connection (socket.emit), or expect socket.recovered to be false then.",
                asked.Row
            );
        }
        return new(
            DiagnosisCode.RecoveryFailed,
            Confidence.Certain,
            $"The client asked to recover its earlier session and was given a new one: what was sent meanwhile is lost{Why(context, asked)}.",
            "Handle socket.recovered === false by loading the state anew; see the adapter, maxDisconnectionDuration and whether another node answered.",
            asked.Row
        );
    }

    private static string Why(SessionContext context, RecoveryFacts asked)
    {
        if (context.Patterns.Issued.GetValueOrDefault(asked.Pid)?.Entry is not { } earlier)
        {
            return "";
        }
        if (SessionContext.EndOf(earlier) is not { } gone || gone > asked.AtMicros)
        {
            return " (the server had not noticed yet that the earlier one was gone)";
        }
        return earlier switch
        {
            { Node: { } node }
                when context.Session.Node is { } other && !string.Equals(node, other, StringComparison.Ordinal) =>
                $" (the earlier one was on {node}, this one is on {other})",
            { EndReason: "client namespace disconnect" or "server namespace disconnect" } =>
                " (the earlier one was left by disconnect(), which is final)",
            _ when asked.AtMicros - gone > DefaultLimit =>
                $" (it came back after {AmountText.Duration(asked.AtMicros - gone)}; servers wait 2 min by default)",
            _ => "",
        };
    }

    // The private id tells that the client had left this one; without it, two tabs of one browser look the same.
    private static Diagnosis? HalfOpen(SessionContext context)
    {
        foreach (string pid in context.Facts.IssuedPids)
        {
            foreach (SessionFacts next in context.Patterns.Recovering[pid])
            {
                RecoveryFacts asked = next.Recovery!;
                long noticed = context.UntilMicros - asked.AtMicros;
                if (
                    next != context.Facts
                    && !string.Equals(asked.Pid, context.Facts.Recovery?.Pid, StringComparison.Ordinal)
                    && noticed > Second
                )
                {
                    return new(
                        DiagnosisCode.HalfOpen,
                        Confidence.Certain,
                        $"The client was back with another session {AmountText.Duration(noticed)} before {(SessionContext.EndOf(context.Session) is null ? "now, and this one is still open" : "this one ended")}: what was sent to it meanwhile went nowhere.",
                        "Its connection broke without a sign reaching this proxy, or the server was not told: look at what stands between; a shorter pingInterval and pingTimeout find it sooner.",
                        asked.Row
                    );
                }
            }
        }
        return null;
    }
}
