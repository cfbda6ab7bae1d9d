using System.Security.Cryptography.X509Certificates;
using SioProxy.Proxy.Forwarding;
using SioProxy.Proxy.Hosting;
using SioProxy.Recording;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>A proxy inside the test's process, on free loopback ports.</summary>
internal static class InProcessProxy
{
    public static Task<ProxyServer> StartAsync(Uri upstream, Recorder? recorder = null) =>
        StartAsync(new ForwardingOptions { Upstreams = [upstream] }, recorder);

    public static Task<ProxyServer> StartAsync(
        ForwardingOptions forwarding,
        Recorder? recorder = null,
        string listen = "http://127.0.0.1:0",
        X509Certificate2Collection? certificates = null
    ) =>
        ProxyServer.StartAsync(
            new ProxyServerOptions
            {
                Forwarding = forwarding,
                Listen = [new Uri(listen)],
                Certificates = certificates ?? [],
                StopGrace = TimeSpan.FromMilliseconds(200),
            },
            recorder,
            logs: null,
            TestContext.Current.CancellationToken
        );
}
