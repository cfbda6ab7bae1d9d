using System.Globalization;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>What a session suffers from, as far as its rows show it. Pure; says nothing where the evidence is missing.</summary>
internal static class SessionDiagnoser
{
    private const long Second = 1_000_000;

    /// <summary>Most close to the end: what the other side did right before somebody ended the session.</summary>
    private const long RightBefore = 2 * Second;

    private const int MostAttachments = 10; // socket.io-parser 3.3.5, 3.4.4, 4.2.6 and later

    /// <returns>The surest first.</returns>
    public static IReadOnlyList<Diagnosis> Of(SessionContext context)
    {
        (SessionFacts facts, SessionPatterns patterns) = (context.Facts, context.Patterns);
        SessionEntry session = context.Session;
        IEnumerable<Diagnosis?> all =
        [
            OldServer(facts, session),
            .. facts.Namespaces.Select(Refused),
            TooBig(facts, session),
            TooManyAttachments(facts, session),
            Garbage(facts, session),
            OverlappingPolls(facts, session),
            PingTimeout(facts, session),
            IdleTimeout(facts, session, patterns),
            FixedLifetime(facts, session, patterns),
            NeverJoined(facts, session),
            UnknownSession(context),
            CorsDiagnoser.Of(context),
            UpgradeDiagnoser.Of(context),
            UpgradeLost(facts),
            .. RecoveryDiagnoser.Of(context),
            .. ReconnectDiagnoser.Of(context),
            .. TwiceDiagnoser.Of(context),
            .. PeerDiagnoser.Of(context),
            .. facts.FirstWaiting().Select(waiting => Unanswered(waiting.Key, waiting.Value, session)),
        ];
        return [.. all.OfType<Diagnosis>().OrderByDescending(diagnosis => diagnosis.Confidence)];
    }

    private static Diagnosis? OldServer(SessionFacts facts, SessionEntry session) =>
        session is { ClaimedVersion: 4, Version: EngineIoVersion.V3 }
            ? new(
                DiagnosisCode.OldServer,
                Confidence.Certain,
                "The client asked for Engine.IO 4 and the server answered with Engine.IO 3.",
                "The server is Socket.IO 2: use a Socket.IO 2 client, or upgrade the server.",
                null
            )
            : null;

    private static Diagnosis? Refused(NamespaceFacts space)
    {
        if (space.Refused is not { } why)
        {
            return null;
        }
        return why is "Invalid namespace"
            ? new(
                DiagnosisCode.UnknownNamespace,
                Confidence.Certain,
                $"The server has no namespace {space.Name}.",
                "Compare the client's URL with the server's io.of(…): what stands behind the host is a namespace, no path.",
                space.RefusedRow
            )
            : new(
                DiagnosisCode.ConnectRefused,
                Confidence.Certain,
                $"A middleware of the server refused {space.Name}: '{why}'.",
                "The client does not try again by itself: give it fresh auth (auth as a function) and call socket.connect().",
                space.RefusedRow
            );
    }

    private static Diagnosis? TooBig(SessionFacts facts, SessionEntry session)
    {
        string limit = session.MaxPayload is { } most ? $" (its limit is {AmountText.Bytes(most)})" : "";
        string largest = facts.Largest is { } packet
            ? $", the largest from the client had {AmountText.Bytes(packet.Size)}"
            : "";
        const string Advice = "Send less at once, or raise maxHttpBufferSize on the server.";
        if (facts.Close is { Code: 1009, By: ClosedBy.Server } close)
        {
            return new(
                DiagnosisCode.TooBig,
                Confidence.Certain,
                $"The server closed with 1009, a message was too big{limit}{largest}.",
                Advice,
                facts.Largest?.Id ?? close.Id
            );
        }
        if (facts.Refusals.FirstOrDefault(refusal => refusal.Status == 413) is { } refused)
        {
            return new(
                DiagnosisCode.TooBig,
                Confidence.Certain,
                $"A POST was answered with 413, it was too big{limit}{largest}.",
                Advice + " A proxy before the server has a limit of its own.",
                refused.Row
            );
        }
        bool isOver = facts.Largest is { } big && session.MaxPayload is { } max && big.Size > max;
        return isOver && IsRightBeforeTheEnd(facts.Largest!.AtMicros, session) && session.EndedBy != ClosedBy.Client
            ? new(
                DiagnosisCode.TooBig,
                Confidence.Likely,
                $"The session ended right after a packet of {AmountText.Bytes(facts.Largest.Size)}{limit}.",
                Advice,
                facts.Largest.Id
            )
            : null;
    }

    private static Diagnosis? TooManyAttachments(SessionFacts facts, SessionEntry session)
    {
        if (
            facts is not { LastBinary: { } packet, LastAttachments: { } attachments }
            || attachments <= MostAttachments
            || !IsRightBeforeTheEnd(packet.AtMicros, session)
            || session.EndedBy == Sender(packet)
        )
        {
            return null;
        }
        return new(
            DiagnosisCode.TooManyAttachments,
            Confidence.Likely,
            Invariant($"The session ended right after a packet with {attachments} attachments."),
            "Current versions of socket.io-parser allow 10: send them in several events, or as one buffer.",
            packet.Id
        );
    }

    private static Diagnosis? Garbage(SessionFacts facts, SessionEntry session)
    {
        if (
            facts.Fault is not { FaultCode: { } fault } packet
            || session.EndedBy is not { } by
            || by == Sender(packet)
            || !(session.EndReason is "parse error" or "forced close" || IsRightBeforeTheEnd(packet.AtMicros, session))
        )
        {
            return null;
        }
        return new(
            DiagnosisCode.Garbage,
            session.EndReason is "parse error" or "forced close" ? Confidence.Certain : Confidence.Likely,
            Invariant($"The {Name(by)} ended the session after packet {packet.Id}, which cannot be read ({fault})."),
            "See that packet: another parser, another version, or something that writes to the socket besides Socket.IO.",
            packet.Id
        );
    }

    private static Diagnosis? OverlappingPolls(SessionFacts facts, SessionEntry session)
    {
        bool isNew = session.Version == EngineIoVersion.V4;
        Refusal? second = facts.Refusals.FirstOrDefault(refusal =>
            refusal is { Method: "GET", Transport: "polling", Code: null, Message.Length: 0 }
            && refusal.Status == (isNew ? 400 : 500)
        );
        return second is null
            ? null
            : new(
                DiagnosisCode.OverlappingPolls,
                Confidence.Likely,
                "A second poll was sent while one was waiting; the server then ends the session.",
                "Two clients use one sid, or something repeats requests (a retrying proxy, a service worker).",
                second.Row
            );
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
                Invariant(
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
                Invariant(
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

    private static Diagnosis? UnknownSession(SessionContext context)
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
                Invariant(
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
                Invariant(
                    $"The server no longer knows the session: it was restarted at {TimeText.Iso(restart.FromMicros)}, when {restart.Ended} sessions were lost."
                ),
                "See why it was restarted; its clients reconnect by themselves.",
                first.Row
            );
    }

    // Refused upgrades of a session say nothing of it by themselves: it goes on by polling, and nobody sees why.
    private static Diagnosis? UpgradeLost(SessionFacts facts) =>
        facts
            .Refusals.Where(refusal => refusal is { Transport: "websocket", Code: not 1 })
            .Select(RefusalDiagnoser.Of)
            .FirstOrDefault(diagnosis => diagnosis is { Code: not DiagnosisCode.UpgradeHangs });

    private static Diagnosis Unanswered(AskedAcks acks, long firstRow, SessionEntry session)
    {
        string side = acks.IsClient ? "server" : "client";
        string times = acks.Asked == 1 ? "once" : Invariant($"{acks.Asked} times");
        string got = acks.Answered == 0 ? "never got it" : Invariant($"got it {acks.Answered} times");
        long until = session.EndedAtMicros ?? session.LastAtMicros;
        return new(
            DiagnosisCode.Unanswered,
            acks is { Answered: 0, Asked: >= 3 } ? Confidence.Likely : Confidence.Possible,
            $"'{acks.EventName}' asked for an ack {times} and {got} (the session went on for {AmountText.Duration(Math.Max(0, until - acks.LastAtMicros))}).",
            $"The {side}'s handler does not call its callback, or there is none.",
            firstRow
        )
        {
            Evidence = $"{FilterTerms.ForEvent(acks.EventName)} is:unanswered",
        };
    }

    private static bool IsRightBeforeTheEnd(long at, SessionEntry session) =>
        session.EndedAtMicros is { } ended && ended >= at && ended - at <= RightBefore;

    private static ClosedBy Sender(RowNote packet) =>
        packet.Direction == Direction.ClientToServer ? ClosedBy.Client : ClosedBy.Server;

    private static string Name(ClosedBy by) => by.ToString().ToLower(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
