namespace SioProxy.Sessions;

/// <summary>The head of a response as the server sent it.</summary>
/// <param name="Status">The status. For a request with <see cref="RequestHead.IsWebSocket"/>, 101 (or 200 to HTTP/2's extended CONNECT) establishes the WebSocket.</param>
/// <param name="Headers">The header fields in the order received, values read as Latin-1.</param>
public sealed record ResponseHead(int Status, IReadOnlyList<HttpHeader> Headers)
{
    /// <summary>The value of a header field, several of them joined by commas; null without.</summary>
    public string? Header(string name) => PollingReader.Header(Headers, name);
}
