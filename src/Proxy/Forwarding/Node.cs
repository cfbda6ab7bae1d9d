namespace SioProxy.Proxy.Forwarding;

/// <summary>One upstream server.</summary>
internal sealed class Node
{
    private long _downUntil;

    public Node(Uri url, HttpMessageInvoker client)
    {
        Url = url;
        Client = client;
        Name = url.GetLeftPart(UriPartial.Authority);
        Prefix = $"http://{(url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost)}:{url.Port}";
    }

    /// <summary>The URL as given, without path.</summary>
    public Uri Url { get; }

    /// <summary>The node's name in captures: its URL.</summary>
    public string Name { get; }

    /// <summary>What request targets are put behind. Always http: <see cref="UpstreamClient"/> adds TLS below it, so that the certificate is checked against the URL and not against the Host header.</summary>
    public string Prefix { get; }

    /// <summary>Sends requests to it.</summary>
    public HttpMessageInvoker Client { get; }

    /// <summary>Whether it could be reached lately.</summary>
    public bool IsLive(long now) => now >= Volatile.Read(ref _downUntil);

    /// <summary>Leaves it out of the turn for a while.</summary>
    public void MarkDown(long until) => Volatile.Write(ref _downUntil, until);
}
