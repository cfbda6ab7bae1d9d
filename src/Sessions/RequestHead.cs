namespace SioProxy.Sessions;

/// <summary>The head of a request as the client sent it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The raw path and query (<c>/socket.io/?EIO=4&amp;…</c>), nothing decoded.</param>
/// <param name="HttpVersion">The HTTP version towards the client, as <c>1.1</c> or <c>2</c>.</param>
/// <param name="Client">The client's IP address.</param>
/// <param name="Headers">The header fields in the order received, values read as Latin-1.</param>
/// <param name="IsWebSocket">Whether it asks for a WebSocket (an HTTP/1.1 upgrade, or HTTP/2's extended CONNECT).</param>
public sealed record RequestHead(
    string Method,
    string Target,
    string HttpVersion,
    string Client,
    IReadOnlyList<HttpHeader> Headers,
    bool IsWebSocket
);
