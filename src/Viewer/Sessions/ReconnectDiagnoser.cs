using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Filters;

namespace SioProxy.Viewer.Sessions;

/// <summary>What a client does wrong after a reconnect: answers that multiply, and what it no longer says.</summary>
internal static class ReconnectDiagnoser
{
    private const int EnoughTimes = 5;

    public static IEnumerable<Diagnosis?> Of(SessionContext context) => [Multiplied(context), NotRejoined(context)];

    // 1, 2, 3 … events at once for one of the server's: a listener that is registered with each connect.
    private static Diagnosis? Multiplied(SessionContext context)
    {
        if (context.Place == 0)
        {
            return null;
        }
        foreach (((string Namespace, string Cause, string Event) kind, EchoFacts.Run now) in context.Facts.Echoes.Runs)
        {
            if (now.Most < 2 || now.Least != now.Most)
            {
                continue;
            }
            int more = now.Most;
            int steps = 0;
            int seen = now.Times;
            for (int i = context.Place - 1; i >= 0 && more > 1; i--)
            {
                if (context.Chain[i].Echoes.Find(kind) is not { } before)
                {
                    continue; // that session did not come to it
                }
                if (before.Least != before.Most || before.Most >= more)
                {
                    break;
                }
                more = before.Most;
                seen += before.Times;
                steps++;
            }
            if (more == 1 && steps > 0 && (steps > 1 || seen >= 4))
            {
                return new(
                    DiagnosisCode.DuplicateListeners,
                    steps > 1 ? Confidence.Likely : Confidence.Possible,
                    FormattableString.Invariant(
                        $"The client answers each '{kind.Cause}' with {now.Most} times '{kind.Event}' at once; before its reconnects it was one."
                    ),
                    $"A listener for '{kind.Cause}' is registered within the handler of 'connect': register it once, outside, or remove it with socket.off().",
                    now.Row
                )
                {
                    Evidence = FilterTerms.ForEvents([kind.Cause, kind.Event]),
                };
            }
        }
        return null;
    }

    // What a client says first after it has joined is often how it enters its rooms.
    private static Diagnosis? NotRejoined(SessionContext context)
    {
        if (
            context.Before is not { Entry: { } earlier, Spoken: { IsCut: false } then } before
            || context.Facts.Spoken is not { IsCut: false } now
            || then.Opening.Count == 0
            || now.Sent.Overlaps(then.Opening)
            || !context.Facts.HasBeginning
            || context.Facts.Gaps + before.Gaps > 0
            || IsRecovered(context.Facts)
            || !context.Facts.Namespaces.Any(space => space.IsJoined)
        )
        {
            return null;
        }
        long lasted = Math.Max(1, (earlier.EndedAtMicros ?? earlier.LastAtMicros) - earlier.OpenedAtMicros);
        long lasts = Math.Max(0, context.UntilMicros - context.Session.OpenedAtMicros);
        foreach ((string name, long count) in then.Received)
        {
            bool isDue = count >= EnoughTimes && (double)count * lasts / lasted >= EnoughTimes;
            if (isDue && !now.Received.ContainsKey(name))
            {
                string first = string.Join(", ", then.Opening.Select(each => $"'{each}'"));
                return new(
                    DiagnosisCode.NotRejoined,
                    Confidence.Possible,
                    FormattableString.Invariant(
                        $"Before its reconnect the client first sent {first} and then received '{name}' {count} times; now it sent none of these and receives none."
                    ),
                    "A new session is in no room: send what joins them on every 'connect', not only on the first.",
                    context.Facts.FirstFromClient?.Id ?? context.Facts.FirstRow
                );
            }
        }
        return null;
    }

    private static bool IsRecovered(SessionFacts facts) =>
        facts.Recovery is { } asked && facts.IssuedPids.Contains(asked.Pid);
}
