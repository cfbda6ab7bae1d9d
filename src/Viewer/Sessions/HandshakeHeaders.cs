using SioProxy.Sessions;

namespace SioProxy.Viewer.Sessions;

/// <summary>
/// Of handshakes only what diagnoses ask for, values that repeat themselves kept once: a capture may have a handshake for each of
/// very many sessions, with a kilobyte of headers in each.
/// </summary>
internal sealed class HandshakeHeaders
{
    private const int MostShared = 10_000;

    private static readonly HashSet<string> Asked = new(StringComparer.OrdinalIgnoreCase)
    {
        "User-Agent",
        "Origin",
        "Host",
        "Cookie",
        "Set-Cookie",
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
    };

    private readonly Dictionary<string, string> _shared = new(StringComparer.Ordinal);

    public ConnectionEntry Reduce(ConnectionEntry handshake) =>
        new()
        {
            Id = handshake.Id,
            OpenedAtMicros = handshake.OpenedAtMicros,
            Client = Share(handshake.Client),
            Node = handshake.Node is { } node ? Share(node) : null,
            Transport = handshake.Transport,
            SessionKey = handshake.SessionKey,
            Method = Share(handshake.Method),
            Target = Share(handshake.Target),
            HttpVersion = Share(handshake.HttpVersion),
            RequestHeaders = Reduce(handshake.RequestHeaders),
            Status = handshake.Status,
            ResponseHeaders = Reduce(handshake.ResponseHeaders),
            EndedAtMicros = handshake.EndedAtMicros,
        };

    private HttpHeader[] Reduce(IReadOnlyList<HttpHeader> headers) =>
        [
            .. headers
                .Where(header => Asked.Contains(header.Name))
                .Select(header => new HttpHeader(Share(header.Name), Share(header.Value))),
        ];

    private string Share(string text)
    {
        if (_shared.TryGetValue(text, out string? known))
        {
            return known;
        }
        if (_shared.Count < MostShared)
        {
            _shared.Add(text, text);
        }
        return text;
    }
}
