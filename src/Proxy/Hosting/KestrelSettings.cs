using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SioProxy.Proxy.Forwarding;

namespace SioProxy.Proxy.Hosting;

/// <summary>The server's limits: none that the upstream would not have had.</summary>
internal static class KestrelSettings
{
    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        KestrelServerLimits limits = kestrel.Limits;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestHeadersTotalSize = 256 * 1024;
        limits.MaxRequestHeaderCount = 1000;
        limits.MaxRequestLineSize = 64 * 1024;
        limits.Http2.MaxStreamsPerConnection = 4096; // each WebSocket is one
        limits.Http2.MaxRequestHeaderFieldSize = 64 * 1024;
    }

    /// <summary>Adds a listener.</summary>
    /// <param name="option">The option that named it, for what is said when it cannot be.</param>
    /// <param name="bound">Called with what will hold the actual port once it listens.</param>
    public static void Listen(
        KestrelServerOptions kestrel,
        string option,
        Uri url,
        X509Certificate2Collection certificates,
        Action<ListenOptions> bound
    ) =>
        kestrel.Listen(
            AddressOf(option, url),
            url.Port,
            listen =>
            {
                if (string.Equals(url.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(https =>
                    {
                        https.ServerCertificate = certificates[0];
                        https.ServerCertificateChain = certificates;
                    });
                }
                else
                {
                    listen.Protocols = HttpProtocols.Http1;
                }
                bound(listen);
            }
        );

    private static IPAddress AddressOf(string option, Uri url)
    {
        if (string.Equals(url.IdnHost, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }
        if (IPAddress.TryParse(url.IdnHost, out IPAddress? address))
        {
            return address;
        }
        try
        {
            return Dns.GetHostAddresses(url.IdnHost).FirstOrDefault()
                ?? throw new UsageException($"{option} {url.OriginalString}: that host has no address.");
        }
        catch (SocketException e)
        {
            throw new UsageException($"{option} {url.OriginalString}: {ExchangeEnds.Innermost(e)}.", e);
        }
    }
}
