using Microsoft.AspNetCore.Http.Features;
using SioProxy.Proxy.Tap;
using SioProxy.Sessions;
using Yarp.ReverseProxy.Forwarder;

namespace SioProxy.Proxy.Forwarding;

/// <summary>Sends the request as the client wrote it: raw target, the client's Host, no header added unless asked for.</summary>
internal sealed class RawTransformer(ForwardingOptions options) : HttpTransformer
{
    private const int MaxRefusal = 64 * 1024;

    private static readonly UriCreationOptions AsWritten = new()
    {
        DangerousDisablePathAndQueryCanonicalization = true,
    };

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext,
        HttpRequestMessage proxyRequest,
        string destinationPrefix,
        CancellationToken cancellationToken
    )
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        string target = RequestHeads.Target(httpContext);
        KeptHeads? kept = httpContext.Features.GetRequiredFeature<Exchange>().Heads;
        proxyRequest.RequestUri =
            kept?.Upstream(destinationPrefix, target, CreateUri) ?? CreateUri(destinationPrefix + target);
        if (options.UsesTargetHost)
        {
            Node node = httpContext.Features.GetRequiredFeature<Exchange>().Node!;
            proxyRequest.Headers.Host = node.Url.IsDefaultPort
                ? HostOf(node.Url)
                : $"{HostOf(node.Url)}:{node.Url.Port}";
        }
        // End-to-end, though the forwarder drops it with the hop-by-hop ones; browsers send it with every navigation.
        if (httpContext.Request.Headers.TryGetValue("Upgrade-Insecure-Requests", out var upgradeInsecure))
        {
            proxyRequest.Headers.TryAddWithoutValidation(
                "Upgrade-Insecure-Requests",
                (IEnumerable<string?>)upgradeInsecure
            );
        }
        if (options.AppendsForwarded)
        {
            AppendForwarded(httpContext, proxyRequest);
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext,
        HttpResponseMessage? proxyResponse,
        CancellationToken cancellationToken
    )
    {
        Exchange exchange = httpContext.Features.GetRequiredFeature<Exchange>();
        bool copiesBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (proxyResponse is null)
        {
            return copiesBody;
        }
        // The forwarder drops it with the hop-by-hop ones, but a server that closes after a refusal means the client's connection.
        if (proxyResponse.Headers.ConnectionClose == true && !HttpProtocol.IsHttp2(httpContext.Request.Protocol))
        {
            httpContext.Response.Headers.Connection = "close";
        }
        if (exchange.IsAsking && (int)proxyResponse.StatusCode == StatusCodes.Status400BadRequest)
        {
            byte[]? body = await ReadRefusalAsync(proxyResponse, cancellationToken);
            if (body is not null && UnknownSession.IsSaidBy(body))
            {
                exchange.IsSessionUnknown = true;
                return false;
            }
        }
        exchange.Tap?.OnResponse(
            new ResponseHead(
                (int)proxyResponse.StatusCode,
                exchange.Heads?.Response(httpContext.Response.Headers)
                    ?? RequestHeads.Copy(httpContext.Response.Headers)
            )
        );
        if (proxyResponse.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols)
        {
            proxyResponse.Content = await exchange.TakeUpstreamAsync(proxyResponse.Content, cancellationToken);
        }
        return copiesBody;
    }

    private static Uri CreateUri(string url) => new(url, AsWritten);

    private static string HostOf(Uri url) =>
        url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;

    private static void AppendForwarded(HttpContext context, HttpRequestMessage request)
    {
        Append("X-Forwarded-For", RequestHeads.Peer(context), request);
        Append("X-Forwarded-Proto", context.Request.Scheme, request);
        Append("X-Forwarded-Host", context.Request.Headers.Host.ToString(), request);

        static void Append(string name, string value, HttpRequestMessage request)
        {
            IEnumerable<string> before = request.Headers.TryGetValues(name, out IEnumerable<string>? values)
                ? values
                : [];
            string all = string.Join(", ", before.Append(value));
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, all);
        }
    }

    /// <summary>Reads a short body and puts a copy in its place; null when it is long or compressed.</summary>
    private static async Task<byte[]?> ReadRefusalAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        if (response.Content.Headers.ContentLength is not (>= 0 and <= MaxRefusal))
        {
            return null;
        }
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        response.Content = new ByteArrayContent(body);
        return body;
    }
}
