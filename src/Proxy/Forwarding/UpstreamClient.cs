using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace SioProxy.Proxy.Forwarding;

/// <summary>Makes the HTTP client of one node: nothing is added, followed, decompressed, remembered or retried.</summary>
internal static class UpstreamClient
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // Below Node's keepAliveTimeout of 5 s: a request that meets the server's close of an idle connection would be a 502.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(3);

    public static HttpMessageInvoker Create(Uri url, bool isInsecure) =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = System.Net.DecompressionMethods.None,
                UseCookies = false,
                UseProxy = false,
                ActivityHeadersPropagator = null,
                ConnectTimeout = ConnectTimeout,
                PooledConnectionIdleTimeout = IdleTimeout,
#pragma warning disable CA2262 // kilobytes are meant
                MaxResponseHeadersLength = 256,
#pragma warning restore CA2262
                EnableMultipleHttp2Connections = true,
                RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
                ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
                ConnectCallback = (_, cancellationToken) => ConnectAsync(url, isInsecure, cancellationToken),
            },
            disposeHandler: true
        );

    [SuppressMessage("Reliability", "CA2000", Justification = "the streams are the caller's, and disposed on failure")]
    private static async ValueTask<Stream> ConnectAsync(Uri url, bool isInsecure, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(url.IdnHost, url.Port, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var network = new NetworkStream(socket, ownsSocket: false);
        if (!string.Equals(url.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
        {
            return new UpstreamConnection(socket, network);
        }
        var secured = new SslStream(network);
        try
        {
            await secured.AuthenticateAsClientAsync(TlsOptions(url, isInsecure), cancellationToken);
        }
        catch
        {
            await secured.DisposeAsync();
            socket.Dispose();
            throw;
        }
        return new UpstreamConnection(socket, secured);
    }

    private static SslClientAuthenticationOptions TlsOptions(Uri url, bool isInsecure)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = url.IdnHost,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        };
        if (isInsecure)
        {
#pragma warning disable CA5359, MA0039 // asked for by --insecure-upstream, and said loudly
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        return options;
    }
}
