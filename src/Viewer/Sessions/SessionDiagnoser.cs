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
        (SessionFacts facts, SessionEntry session) = (context.Facts, context.Session);
        IEnumerable<Diagnosis?> all =
        [
            OldServer(facts, session),
            .. facts.Namespaces.Select(Refused),
            TooBig(facts, session),
            TooManyAttachments(facts, session),
            Garbage(facts, session),
            OverlappingPolls(facts, session),
            .. TimeoutDiagnoser.Of(context),
            UnknownSessionDiagnoser.Of(context),
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
