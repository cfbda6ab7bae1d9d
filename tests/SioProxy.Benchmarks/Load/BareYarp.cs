using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace SioProxy.Benchmarks.Load;

/// <summary>YARP with the product's Kestrel settings and nothing else: what forwarding costs before anything is recorded.</summary>
internal static class BareYarp
{
    public static async Task<int> RunAsync(string upstream, string listen, bool inline)
    {
        if (inline)
        {
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        }
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        builder.WebHost.UseUrls(listen);
        builder.WebHost.UseSockets(options => options.UnsafePreferInlineScheduling = inline);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
        });
        await using WebApplication app = builder.Build();
        using var client = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
            }
        );
        IHttpForwarder forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        var config = new ForwarderRequestConfig
        {
            ActivityTimeout = Timeout.InfiniteTimeSpan,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        HttpTransformer transformer = HttpTransformer.Empty;
        app.Run(async context => await forwarder.SendAsync(context, upstream, client, config, transformer));
        await app.StartAsync();
        Console.Out.WriteLine($"Listening on {app.Urls.First()}"); // as sioproxy says it
        await ((IHost)app).WaitForShutdownAsync();
        return 0;
    }
}
