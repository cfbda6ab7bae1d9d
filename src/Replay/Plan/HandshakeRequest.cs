using SioProxy.Sessions;

namespace SioProxy.Replay.Plan;

/// <summary>What of a recorded handshake's request belongs to the application, and so is sent again.</summary>
internal static class HandshakeRequest
{
    private static readonly HashSet<string> NotSentAgain = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host",
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Content-Length",
        "Content-Type",
        "Cookie",
        "Accept",
        "Accept-Encoding",
    };

    public static IReadOnlyList<KeyValuePair<string, string>> Query(ConnectionEntry? handshake) =>
        HandshakeQuery.Of(handshake?.Target);

    /// <summary>The application's own entries of a query string, as they came.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Entries(string query) => HandshakeQuery.Entries(query);

    public static string? Cookie(ConnectionEntry? handshake) =>
        handshake
            ?.RequestHeaders.FirstOrDefault(header =>
                string.Equals(header.Name, "Cookie", StringComparison.OrdinalIgnoreCase)
            )
            .Value;

    public static IReadOnlyList<HttpHeader> Headers(ConnectionEntry? handshake) =>
        handshake is null
            ? []
            :
            [
                .. handshake.RequestHeaders.Where(header =>
                    !NotSentAgain.Contains(header.Name)
                    && !header.Name.StartsWith("Sec-", StringComparison.OrdinalIgnoreCase)
                ),
            ];
}
