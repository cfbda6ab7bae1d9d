using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>Why a client gets each event twice: the server sends it twice, or the client is connected twice.</summary>
internal static class TwiceDiagnoser
{
    private const int EnoughTogether = 5;

    public static IEnumerable<Diagnosis?> Of(SessionContext context) =>
        [.. context.Facts.Doubled.Found.Where(each => each.AreAlike is true).Select(Sent), ConnectedTwice(context)];

    private static Diagnosis Sent(DoubledEvent doubled) =>
        new(
            DiagnosisCode.SentTwice,
            Confidence.Likely,
            FormattableString.Invariant(
                $"The server sends '{doubled.Name}' {doubled.Count} times at once with the same arguments, {doubled.Pairs.Count} times one after the other and each time with others."
            ),
            "Look in the server for a listener that is registered with each connection (on a bus, a database, a timer) and emits to all, and for two emits to rooms that this socket is in both of.",
            doubled.Pairs[^1].Second
        )
        {
            Evidence = FilterTerms.ForEvent(doubled.Name),
        };

    // Two tabs look the same, so that it is never more than possible.
    private static Diagnosis? ConnectedTwice(SessionContext context)
    {
        if (
            context.Facts
                is not { Twin: { Together: >= EnoughTogether, Of.Entry: { } other } twin, IsAuthShared: false }
            || !IsSame(context.Session.Client, other.Client)
            || !IsSame(context.Session.Path, other.Path)
            || !IsSame(context.Facts.Agent, twin.Of.Agent)
            || twin.Of.LastClientPacketMicros <= context.Session.OpenedAtMicros // it may be a connection that nobody is at any more
        )
        {
            return null;
        }
        long apart = Math.Abs(context.Session.OpenedAtMicros - other.OpenedAtMicros);
        return new(
            DiagnosisCode.ConnectedTwice,
            Confidence.Possible,
            FormattableString.Invariant(
                $"Another session of the same address, program and auth ({other.Sid}, opened {AmountText.Duration(apart)} apart) lived at the same time, and {twin.Together} events came to both at once (as '{twin.Event}')."
            ),
            "One page with two connections handles each event twice: look for io() in a component that is mounted twice, or a module that is loaded twice. Two tabs look the same.",
            twin.Row
        );
    }

    private static bool IsSame(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);
}
