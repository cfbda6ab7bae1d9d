using SioProxy.Sessions;

namespace SioProxy.Proxy.Tap;

/// <summary>
/// What the last exchange on a client's connection looked like. The next one mostly looks the same, and is then given the very same
/// objects: not made again, not kept twice, and behind the queue known by their reference. One exchange at a time.
/// </summary>
internal sealed class KeptHeads
{
    private HttpHeader[] _request = [];
    private HttpHeader[] _response = [];
    private RequestHead? _head;
    private string? _peer;
    private Uri? _upstream;
    private string? _upstreamPrefix;
    private string? _upstreamTarget;

    /// <summary>The address that the connection came from.</summary>
    public string Peer(HttpContext context) => _peer ??= RequestHeads.Peer(context);

    /// <summary>A head of these parts: the last one when it says the same.</summary>
    public RequestHead Head(
        string method,
        string target,
        string version,
        string client,
        IReadOnlyList<HttpHeader> headers,
        bool isWebSocket
    )
    {
        if (
            _head is { } last
            && ReferenceEquals(last.Headers, headers)
            && string.Equals(last.Method, method, StringComparison.Ordinal)
            && string.Equals(last.Target, target, StringComparison.Ordinal)
            && string.Equals(last.HttpVersion, version, StringComparison.Ordinal)
            && string.Equals(last.Client, client, StringComparison.Ordinal)
            && last.IsWebSocket == isWebSocket
        )
        {
            return last;
        }
        var head = new RequestHead(method, target, version, client, headers, isWebSocket);
        _head = ReferenceEquals(headers, _request) ? head : null;
        return head;
    }

    /// <summary>The request's headers.</summary>
    public IReadOnlyList<HttpHeader> Request(IHeaderDictionary headers) => Same(ref _request, headers);

    /// <summary>The response's headers.</summary>
    public IReadOnlyList<HttpHeader> Response(IHeaderDictionary headers) => Same(ref _response, headers);

    /// <summary>The URL that a target has at a node.</summary>
    public Uri Upstream(string prefix, string target, Func<string, Uri> create)
    {
        if (
            _upstream is not null
            && ReferenceEquals(_upstreamPrefix, prefix)
            && string.Equals(_upstreamTarget, target, StringComparison.Ordinal)
        )
        {
            return _upstream;
        }
        (_upstreamPrefix, _upstreamTarget) = (prefix, target);
        return _upstream = create(prefix + target);
    }

    /// <summary>The connection is a WebSocket from now on: there is no next exchange.</summary>
    public void Forget()
    {
        _request = _response = [];
        _head = null;
        (_upstream, _upstreamPrefix, _upstreamTarget) = (null, null, null);
    }

    private static HttpHeader[] Same(ref HttpHeader[] last, IHeaderDictionary headers)
    {
        int count = 0;
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in headers)
        {
            for (int i = 0; i < values.Count; i++, count++)
            {
                if (
                    count >= last.Length
                    || !string.Equals(last[count].Name, name, StringComparison.Ordinal)
                    || !string.Equals(last[count].Value, values[i] ?? "", StringComparison.Ordinal)
                )
                {
                    return Copy(ref last, headers);
                }
            }
        }
        return count == last.Length ? last : Copy(ref last, headers);
    }

    private static HttpHeader[] Copy(ref HttpHeader[] last, IHeaderDictionary headers)
    {
        HttpHeader[] copy = [.. RequestHeads.Copy(headers)];
        last = HttpHeader.AreWorthKeeping(copy) ? copy : [];
        return copy;
    }
}
