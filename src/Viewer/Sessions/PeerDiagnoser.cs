using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>Peers that do not fit each other: another parser, or events before the namespace was joined.</summary>
internal static class PeerDiagnoser
{
    private const long RightBefore = 2_000_000;
    private const long LargePacket = 100_000; // proxies and servers have limits of their own

    public static IEnumerable<Diagnosis?> Of(SessionContext context) => [OtherParser(context), TooEarly(context)];

    private static Diagnosis? OtherParser(SessionContext context)
    {
        SessionFacts facts = context.Facts;
        if (facts.FirstFromClient is not { } first || !facts.HasBeginning)
        {
            return null;
        }
        if (facts.FirstFromServer is { } answer)
        {
            return answer.Parser != first.Parser
                ? Mismatch(first, Confidence.Certain, $"and the server writes {NameOf(answer.Parser)}")
                : null;
        }
        bool isRefused =
            context.Session is { EndedBy: ClosedBy.Server, EndedAtMicros: { } ended }
            && ended - first.AtMicros is >= 0 and <= RightBefore;
        bool isStrange =
            first.Parser == SocketIoParser.MessagePack
            || (first.Type == SocketIoPacketType.Connect && context.Patterns.HasMessagePackServer);
        return isRefused && isStrange
            ? Mismatch(first, Confidence.Likely, "and the server closed the session at its first packet")
            : null;
    }

    private static Diagnosis Mismatch(RowNote first, Confidence confidence, string finding) =>
        new(
            DiagnosisCode.ParserMismatch,
            confidence,
            $"The client writes {NameOf(first.Parser)}, {finding}.",
            "Use the same parser option on client and server (socket.io-msgpack-parser on both, or on neither).",
            first.Id
        );

    private static string NameOf(SocketIoParser parser) =>
        parser == SocketIoParser.MessagePack ? "msgpack" : "the default parser's text";

    // Version 4 closes the whole session then; 3 ignores the event without a word.
    private static Diagnosis? TooEarly(SessionContext context)
    {
        SessionFacts facts = context.Facts;
        if (
            !facts.HasBeginning
            || facts.Gaps > 0
            || facts.FirstFromClient?.Parser != facts.FirstFromServer?.Parser && facts.FirstFromServer is not null
        )
        {
            return null;
        }
        foreach (NamespaceFacts space in facts.Namespaces)
        {
            if (space.Early is not { } early || space.Refused is not null)
            {
                continue;
            }
            bool isEnded =
                context.Session is { EndedBy: ClosedBy.Server, EndedAtMicros: { } ended }
                && ended - early.AtMicros is >= 0 and <= RightBefore;
            // One that is on its way after a CONNECT may be there too late for another reason: that is looked for first.
            bool isClear = space.IsEarlyAfterAsking
                ? space.IsJoined || (isEnded && !HasAnotherCause(facts))
                : isEnded || space.IsJoined || context.UntilMicros - early.AtMicros > RightBefore;
            if (isClear)
            {
                return new(
                    DiagnosisCode.EventBeforeConnect,
                    isEnded && !space.IsEarlyAfterAsking ? Confidence.Certain : Confidence.Likely,
                    $"The client sent '{early.EventName}' before the server had let it into {space.Name}{(isEnded ? ", and the server ended the session" : "")}.",
                    context.Session.Version == EngineIoVersion.V4
                        ? "Wait for 'connect' before the first packet: Socket.IO 4 closes such a session, 3 drops the event. socket.emit of the official client waits by itself."
                        : "Wait for 'connect' before the first packet: the server drops it.",
                    early.Id
                );
            }
        }
        return null;
    }

    private static bool HasAnotherCause(SessionFacts facts) =>
        facts.Fault is not null || facts.LastBinary is not null || facts.Largest?.Size > LargePacket;
}
