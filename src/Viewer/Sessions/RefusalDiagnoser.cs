using System.Globalization;

namespace SioProxy.Viewer.Sessions;

/// <summary>What a refused request says by itself, without a session behind it.</summary>
internal static class RefusalDiagnoser
{
    /// <summary>Null when the answer explains nothing.</summary>
    public static Diagnosis? Of(Refusal refusal) =>
        OfVersion(refusal) ?? OfCode(refusal) ?? OfStatus(refusal) ?? OfSilence(refusal);

    private static Diagnosis? OfVersion(Refusal refusal) =>
        refusal switch
        {
            { Status: 101, Code: 5 } => Certain(
                DiagnosisCode.VersionRefused,
                "The server accepted the WebSocket and then wrote \"Unsupported protocol version\" into it: clients call that an invalid frame header.",
                "The client speaks Engine.IO 3 (Socket.IO 1 or 2): upgrade it, or set allowEIO3 on the server.",
                refusal
            ),
            { Code: 5 } => Certain(
                DiagnosisCode.VersionRefused,
                $"The server does not speak Engine.IO {(refusal.Version.Length > 0 ? refusal.Version : "3")}, which the client asked for.",
                refusal.Version is "4"
                    ? "The server is older than the client: use a Socket.IO 2 client, or upgrade the server."
                    : "The client is Socket.IO 1 or 2: upgrade it, or set allowEIO3 on the server.",
                refusal
            ),
            _ => null,
        };

    private static Diagnosis? OfCode(Refusal refusal) =>
        refusal switch
        {
            { Code: 0 } => Certain(
                DiagnosisCode.TransportRefused,
                $"The server does not offer the transport '{refusal.Transport}'.",
                "Set the same transports on client and server.",
                refusal
            ),
            { Code: 1, Sid: { } sid } => new Diagnosis(
                DiagnosisCode.ForeignSession,
                Confidence.Certain,
                $"The server does not know session {sid}, and this capture has not seen it opened.",
                "It was opened before the recording began or past the proxy, or the server has restarted since.",
                refusal.Row
            ),
            { Code: 2, Method: "OPTIONS" } => Likely(
                DiagnosisCode.BadHandshake,
                "A browser asked by OPTIONS whether it may send its request, and the server refused to say.",
                "Set cors.origin (and allowedHeaders) on the server.",
                refusal
            ),
            { Code: 2 } => Certain(
                DiagnosisCode.BadHandshake,
                $"A session was to be opened by {refusal.Method}, which only GET does.",
                "The sid was lost on the way, or this is no Engine.IO client.",
                refusal
            ),
            { Code: 3, Transport: "websocket" } => Likely(
                DiagnosisCode.UpgradeLost,
                "A WebSocket was asked for, but the request came to the server without its Upgrade header.",
                "Something before the server drops it; nginx needs proxy_http_version 1.1 and the headers Upgrade and Connection.",
                refusal
            ),
            { Code: 4 } => Certain(
                DiagnosisCode.Forbidden,
                $"The server's allowRequest refused the client: {Shown(refusal.Message)}.",
                "Look at what allowRequest checks: origin, cookie, query or headers.",
                refusal
            ),
            _ => null,
        };

    private static Diagnosis? OfStatus(Refusal refusal) =>
        refusal switch
        {
            { Status: 413 } => Certain(
                DiagnosisCode.TooBig,
                "A POST was larger than the server, or a proxy before it, takes (413).",
                "Send less at once, or raise maxHttpBufferSize and the proxy's limit.",
                refusal
            ),
            { Status: 404 } => Likely(
                DiagnosisCode.WrongPath,
                $"There is no Engine.IO server at {refusal.Path} (404).",
                "Client and server must have the same path option; a namespace is no path.",
                refusal
            ),
            { Status: 502 or 503 or 504 } => Certain(
                DiagnosisCode.NoServer,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The server could not be reached, or did not answer ({refusal.Status})."
                ),
                "See whether it runs and listens where the proxy forwards to.",
                refusal
            ),
            { Status: 400 or 403, Code: null, Message.Length: > 0, Transport: "websocket" } => Likely(
                DiagnosisCode.Forbidden,
                $"The upgrade was refused: {Shown(refusal.Message)}.",
                "Probably the server's allowRequest: see what it checks.",
                refusal
            ),
            _ => null,
        };

    // Engine.IO servers cut off an upgrade for a path that is not theirs after a second (destroyUpgradeTimeout).
    private static Diagnosis? OfSilence(Refusal refusal) =>
        refusal
            is {
                Status: null,
                Transport: "websocket",
                EndedBy: SioProxy.Sessions.ClosedBy.Server,
                EndedAtMicros: { } ended
            }
        && ended - refusal.AtMicros is > 800_000 and < 2_000_000
            ? Likely(
                DiagnosisCode.WrongPath,
                $"A WebSocket at {refusal.Path} was not answered and cut off after a second, as Engine.IO servers do with paths that are not theirs.",
                "Client and server must have the same path option; a namespace is no path.",
                refusal
            )
            : UpgradeDiagnoser.Of(refusal);

    private static string Shown(string message) => message.Length == 0 ? "without a word" : $"'{message}'";

    private static Diagnosis Certain(string code, string finding, string advice, Refusal refusal) =>
        new(code, Confidence.Certain, finding, advice, refusal.Row);

    private static Diagnosis Likely(string code, string finding, string advice, Refusal refusal) =>
        new(code, Confidence.Likely, finding, advice, refusal.Row);
}
