using SioProxy.Sessions;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>
/// What browsers asked by OPTIONS before they sent a request, and were told. Answered ones are no rows of a capture, so a
/// diagnosis of theirs names a time instead.
/// </summary>
internal sealed class PreflightFacts
{
    private readonly Dictionary<(string Origin, string Missing), (int Times, long FirstAt)> _refused = [];

    /// <summary>Takes all that there are now.</summary>
    public void Add(IEnumerable<ConnectionEntry> preflights)
    {
        _refused.Clear();
        foreach (ConnectionEntry preflight in preflights)
        {
            if (
                preflight.Status is not (>= 200 and < 300)
                || HeaderValues.Of(preflight.RequestHeaders, "Origin") is not { } origin
            )
            {
                continue;
            }
            string? allowed = HeaderValues.Of(preflight.ResponseHeaders, "Access-Control-Allow-Origin");
            if (allowed is null || (allowed is not "*" && !string.Equals(allowed, origin, StringComparison.Ordinal)))
            {
                Count((origin, ""), preflight);
                continue;
            }
            var headers = HeaderValues
                .List(preflight.ResponseHeaders, "Access-Control-Allow-Headers")
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            string missing = string.Join(
                ", ",
                HeaderValues
                    .List(preflight.RequestHeaders, "Access-Control-Request-Headers")
                    .Where(header => !headers.Contains(header) && !headers.Contains("*"))
            );
            if (missing.Length > 0)
            {
                Count((origin, missing), preflight);
            }
        }
    }

    public IEnumerable<Diagnosis> Diagnoses() =>
        _refused.Select(pair =>
            pair.Key.Missing.Length == 0
                ? new Diagnosis(
                    DiagnosisCode.Cors,
                    Confidence.Certain,
                    FormattableString.Invariant(
                        $"A browser asked by OPTIONS for a page of {pair.Key.Origin}, and the answer does not allow that origin ({pair.Value.Times} times, first at {TimeText.Iso(pair.Value.FirstAt)})."
                    ),
                    "Set cors.origin on the server to the page's origin.",
                    null
                )
                : new Diagnosis(
                    DiagnosisCode.CorsHeaders,
                    Confidence.Certain,
                    FormattableString.Invariant(
                        $"A page of {pair.Key.Origin} wants to send {pair.Key.Missing}, which the answer to its OPTIONS does not allow ({pair.Value.Times} times, first at {TimeText.Iso(pair.Value.FirstAt)}): the browser sends no request."
                    ),
                    $"Add {pair.Key.Missing} to cors.allowedHeaders on the server, or do not set extraHeaders.",
                    null
                )
        );

    private void Count((string Origin, string Missing) key, ConnectionEntry preflight)
    {
        (int times, long first) = _refused.GetValueOrDefault(key, (0, preflight.OpenedAtMicros));
        _refused[key] = (times + 1, first);
    }
}
