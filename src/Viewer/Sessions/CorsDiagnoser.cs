using SioProxy.Protocol;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>Sessions that a page opened and never used, as its browser kept the answer from it.</summary>
internal static class CorsDiagnoser
{
    private const long Patience = 5_000_000; // a page that may go on does so at once

    public static Diagnosis? Of(SessionContext context)
    {
        SessionFacts facts = context.Facts;
        if (
            facts.IsUsed
            || !facts.HasBeginning
            || context.Session.FirstTransport != Transport.Polling // WebSockets are not subject to CORS
            || context.Handshake is not { } handshake
            || HeaderValues.Of(handshake.RequestHeaders, "Origin") is not { } origin
            || IsSameSite(origin, HeaderValues.Of(handshake.RequestHeaders, "Host"))
            || context.UntilMicros - context.Session.OpenedAtMicros < Patience
        )
        {
            return null;
        }
        string page = $"A page of {origin} opened this session and never used it";
        string? allowed = HeaderValues.Of(handshake.ResponseHeaders, "Access-Control-Allow-Origin");
        if (allowed is null || (allowed is not "*" && !string.Equals(allowed, origin, StringComparison.Ordinal)))
        {
            string answer = allowed is null
                ? "the answer has no Access-Control-Allow-Origin"
                : $"the answer allows {allowed} only";
            return new(
                DiagnosisCode.Cors,
                Confidence.Likely,
                $"{page}: {answer}, so the browser kept it from the page.",
                $"Set cors.origin on the server to {origin}.",
                facts.FirstRow
            );
        }
        bool allowsCredentials =
            HeaderValues.Of(handshake.ResponseHeaders, "Access-Control-Allow-Credentials") is "true";
        if (allowed is not "*" && allowsCredentials)
        {
            return null;
        }
        // Whether a request has credentials is not on the wire: a cookie says so, else it is inferred.
        bool hasCookie = HeaderValues.Of(handshake.RequestHeaders, "Cookie") is not null;
        return new(
            DiagnosisCode.CorsCredentials,
            hasCookie ? Confidence.Likely : Confidence.Possible,
            allowed is "*"
                ? $"{page}: the answer allows any origin (*), which browsers do not accept for requests with credentials."
                : $"{page}: the answer lacks Access-Control-Allow-Credentials, which requests with credentials need.",
            $"If the client sets withCredentials: set cors.origin to {origin} and cors.credentials to true; else remove it.",
            facts.FirstRow
        );
    }

    /// <summary>That a node was pinned by a cookie, which the client did not send back; null when that is not so.</summary>
    /// <param name="refusal">A request of the session that was refused as of an unknown one.</param>
    public static Diagnosis? CookieNotReturned(SessionContext context, Refusal refusal)
    {
        if (
            context.Handshake is not { } handshake
            || HeaderValues.Of(handshake.ResponseHeaders, "Set-Cookie") is not { } cookie
            || refusal.Request is not { } request
            || HeaderValues.Of(request.RequestHeaders, "Cookie") is not null
        )
        {
            return null;
        }
        int end = cookie.IndexOf('=', StringComparison.Ordinal);
        string name = end > 0 && !cookie.StartsWith("[redacted", StringComparison.Ordinal) ? " " + cookie[..end] : "";
        return new(
            DiagnosisCode.CookieNotReturned,
            Confidence.Likely,
            $"The handshake's answer set a cookie{name}, and {AmountText.Duration(Math.Max(0, refusal.AtMicros - context.Session.OpenedAtMicros))} later a request without it was refused as of an unknown session.",
            "If that cookie pins the client to a node: in a browser set withCredentials: true, with an exact CORS origin and SameSite=None; in Node keep cookies (withCredentials and a cookie jar).",
            refusal.Row
        );
    }

    private static bool IsSameSite(string origin, string? host) =>
        host is not null
        && Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && (
            string.Equals(uri.Authority, host, StringComparison.OrdinalIgnoreCase)
            || string.Equals(uri.Host, host, StringComparison.OrdinalIgnoreCase)
        );
}
