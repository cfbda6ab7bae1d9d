using SioProxy.Sessions;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>Requests of a session that were refused as of an unknown one: too late, at another node, or forgotten.</summary>
internal static class UnknownSessionDiagnoser
{
    public static Diagnosis? Of(SessionContext context)
    {
        (SessionFacts facts, SessionEntry session) = (context.Facts, context.Session);
        List<Refusal> unknown = [.. facts.Refusals.Where(refusal => refusal.Code == 1)];
        if (unknown.Count == 0)
        {
            return null;
        }
        Refusal first = unknown[0];
        if (session is { EndedAtMicros: { } ended, EndReason: not "recording ended" } && first.AtMicros >= ended)
        {
            return new(
                DiagnosisCode.LateRequest,
                Confidence.Certain,
                $"A request came {AmountText.Duration(first.AtMicros - ended)} after the session had ended ({session.EndReason}).",
                "Harmless by itself: look at why the session ended.",
                first.Row
            );
        }
        if (CorsDiagnoser.CookieNotReturned(context, first) is { } cookie)
        {
            return cookie;
        }
        if (
            first.Node is { } node
            && session.Node is { } opened
            && !string.Equals(node, opened, StringComparison.Ordinal)
        )
        {
            return new(
                DiagnosisCode.NotSticky,
                Confidence.Certain,
                $"The session was opened on {opened}, but a request of it went to {node}, which does not know it.",
                "Enable sticky sessions, or use transports: ['websocket'].",
                first.Row
            );
        }
        bool isKnownLater = facts.LastServerPacketMicros > first.AtMicros || session.UpgradedAtMicros > first.AtMicros;
        return isKnownLater
            ? new(
                DiagnosisCode.NotSticky,
                Confidence.Likely,
                FormattableString.Invariant(
                    $"{unknown.Count} requests were refused as of an unknown session, while others of the same session were served."
                ),
                "More than one server stands behind that address: enable sticky sessions, or use transports: ['websocket'].",
                first.Row
            )
            : Forgotten(context, first);
    }

    private static Diagnosis Forgotten(SessionContext context, Refusal first)
    {
        Restart? restart = context.Patterns.Restarts.FirstOrDefault(each =>
            each.Explains(context.Facts, first.AtMicros)
        );
        return restart is null
            ? new(
                DiagnosisCode.ForgottenSession,
                Confidence.Possible,
                "The server that opened the session says that it does not know it.",
                "It restarted meanwhile, or several servers stand behind that address without sticky sessions.",
                first.Row
            )
            : new(
                DiagnosisCode.ForgottenSession,
                Confidence.Likely,
                FormattableString.Invariant(
                    $"The server no longer knows the session: it was restarted at {TimeText.Iso(restart.FromMicros)}, when {restart.Ended} sessions were lost."
                ),
                "See why it was restarted; its clients reconnect by themselves.",
                first.Row
            );
    }
}
