using SioProxy.Protocol.EngineIo;
using SioProxy.Sessions;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>Sessions that ended because time was up: a missed heartbeat, a silence or an age that something in between allows, no CONNECT.</summary>
internal static class TimeoutDiagnoser
{
    private const long Second = 1_000_000;

    public static IEnumerable<Diagnosis?> Of(SessionContext context)
    {
        (SessionFacts facts, SessionEntry session) = (context.Facts, context.Session);
        return
        [
            PingTimeout(facts, session),
            IdleTimeout(facts, session, context.Patterns),
            FixedLifetime(facts, session, context.Patterns),
            NeverJoined(facts, session),
        ];
    }

    // Engine.IO 4: the server pings; 3: the client does. Whoever ends the session by a timeout missed the other one's answer.
    private static Diagnosis? PingTimeout(SessionFacts facts, SessionEntry session)
    {
        if (session.EndReason is not "ping timeout" || session.EndedBy is not { } by)
        {
            return null;
        }
        bool doesServerPing = session.Version == EngineIoVersion.V4;
        bool isPinger = by == (doesServerPing ? ClosedBy.Server : ClosedBy.Client);
        long wait = (session.PingTimeoutMillis ?? 0) * 1000L;
        long whole = wait + ((session.PingIntervalMillis ?? 0) * 1000L);
        string silent = by == ClosedBy.Server ? "client" : "server";
        long last = by == ClosedBy.Server ? facts.LastClientPacketMicros : facts.LastServerPacketMicros;
        string since =
            last > 0
                ? $"; its last packet came {AmountText.Duration(session.EndedAtMicros!.Value - last)} before the end"
                : "";
        string advice =
            by == ClosedBy.Server
                ? "The tab was frozen or put to sleep, the device lost its network, or a proxy between them holds frames back."
                : "The server's event loop was blocked, or a proxy between them holds frames back.";
        if (isPinger && facts.OpenPing is { } ping)
        {
            return new(
                DiagnosisCode.PingTimeout,
                Confidence.Certain,
                $"The {silent} did not answer a ping within {AmountText.Duration(wait)}{since}.",
                advice,
                ping.Id
            );
        }
        return new(
            DiagnosisCode.PingTimeout,
            Confidence.Likely,
            $"The {silent} sent nothing for {AmountText.Duration(isPinger ? wait : whole)}{since}.",
            advice,
            null
        );
    }

    private static Diagnosis? IdleTimeout(SessionFacts facts, SessionEntry session, SessionPatterns patterns)
    {
        if (!SessionPatterns.IsCut(facts))
        {
            return null;
        }
        long silence = SessionPatterns.Silence(facts);
        long interval = (session.PingIntervalMillis ?? int.MaxValue) * 1000L;
        foreach (RepeatedTime time in patterns.Silences.Where(time => time.Contains(silence)))
        {
            return new(
                DiagnosisCode.IdleTimeout,
                silence < interval ? Confidence.Likely : Confidence.Possible,
                FormattableString.Invariant(
                    $"Cut off without a close frame after {AmountText.Duration(silence)} of silence, as {time.Count} of {time.Of} such sessions were."
                ),
                $"A timeout of something in between: raise it (nginx: proxy_read_timeout), or set pingInterval (now {AmountText.Duration(interval)}) below it.",
                facts.Close?.Id
            );
        }
        return null;
    }

    private static Diagnosis? FixedLifetime(SessionFacts facts, SessionEntry session, SessionPatterns patterns)
    {
        if (!SessionPatterns.IsCut(facts))
        {
            return null;
        }
        long age = SessionPatterns.Age(facts);
        bool isIdle = patterns.Silences.Any(time => time.Contains(SessionPatterns.Silence(facts)));
        foreach (RepeatedTime time in patterns.Ages.Where(time => !isIdle && time.Contains(age)))
        {
            return new(
                DiagnosisCode.FixedLifetime,
                Confidence.Likely,
                FormattableString.Invariant(
                    $"Cut off at the age of {AmountText.Duration(age)}, as {time.Count} of {time.Of} such sessions were."
                ),
                "Something in between lets no connection live longer, whatever passes: a load balancer's or platform's request timeout.",
                facts.Close?.Id
            );
        }
        return null;
    }

    private static Diagnosis? NeverJoined(SessionFacts facts, SessionEntry session) =>
        session is { Version: EngineIoVersion.V4, EndedBy: ClosedBy.Server, EndReason: not "ping timeout" }
        && !facts.HasClientConnect
        && session.EndedAtMicros - session.OpenedAtMicros > 10 * Second
        && facts.Gaps == 0
            ? new(
                DiagnosisCode.NeverJoined,
                Confidence.Likely,
                "The client opened the session and never joined a namespace, until the server gave up.",
                "It is no Socket.IO client (a plain Engine.IO one, a health check), or its CONNECT got lost.",
                null
            )
            : null;
}
