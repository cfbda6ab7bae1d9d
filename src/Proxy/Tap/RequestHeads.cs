using System.Net;
using Microsoft.AspNetCore.Http.Features;
using SioProxy.Sessions;

namespace SioProxy.Proxy.Tap;

/// <summary>Takes what the recorder wants to know out of the server's request.</summary>
internal static class RequestHeads
{
    /// <param name="kept">What the connection's last exchange looked like; null where that is not kept.</param>
    public static RequestHead From(HttpContext context, bool isWebSocket, bool trustsForwarded, KeptHeads? kept)
    {
        string method = context.Request.Method;
        string target = Target(context);
        string version =
            HttpProtocol.IsHttp2(context.Request.Protocol) ? "2"
            : HttpProtocol.IsHttp10(context.Request.Protocol) ? "1.0"
            : "1.1";
        string client = Client(context, trustsForwarded, kept);
        return kept is null
            ? new RequestHead(method, target, version, client, Copy(context.Request.Headers), isWebSocket)
            : kept.Head(method, target, version, client, kept.Request(context.Request.Headers), isWebSocket);
    }

    /// <summary>Path and query exactly as the client wrote them.</summary>
    public static string Target(HttpContext context)
    {
        string raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (raw.StartsWith('/'))
        {
            return raw;
        }
        int scheme = raw.IndexOf("://", StringComparison.Ordinal); // the absolute form that proxies are sent
        int path = scheme < 0 ? -1 : raw.IndexOf('/', scheme + 3);
        return path < 0 ? "/" : raw[path..];
    }

    /// <summary>Whether the client asks for a WebSocket, over HTTP/1.1 or HTTP/2.</summary>
    public static bool IsWebSocket(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect
            ? string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase)
            : context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
                && context.Request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);

    public static List<HttpHeader> Copy(IHeaderDictionary headers)
    {
        var copy = new List<HttpHeader>(headers.Count);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in headers)
        {
            foreach (string? value in values)
            {
                copy.Add(new HttpHeader(name, value ?? ""));
            }
        }
        return copy;
    }

    /// <summary>The address that the connection came from.</summary>
    public static string Peer(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } address ? ""
        : address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString()
        : address.ToString();

    private static string Client(HttpContext context, bool trustsForwarded, KeptHeads? kept)
    {
        if (trustsForwarded && context.Request.Headers.TryGetValue("X-Forwarded-For", out var forwarded))
        {
            string first = forwarded.ToString().Split(',', 2)[0].Trim();
            if (
                IPAddress.TryParse(first, out IPAddress? address)
                || IPEndPoint.TryParse(first, out IPEndPoint? withPort) && (address = withPort.Address) is not null
            )
            {
                return address.ToString();
            }
        }
        return kept?.Peer(context) ?? Peer(context);
    }
}
