using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>Kestrel with an Engine.IO server on it, and nothing else.</summary>
public sealed class EndpointHost(
    EngineIoServer server,
    IReadOnlyList<Uri> urls,
    X509Certificate2? certificate = null,
    RequestDelegate? fallback = null
) : IAsyncDisposable
{
    private WebApplication? _application;

    /// <summary>Where it listens, actual ports, once started.</summary>
    public IReadOnlyList<Uri> Urls { get; private set; } = [];

    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(Configure);
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        WebApplication application = builder.Build();
        application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        application.Run(AnswerAsync);
        _application = application;
        await application.StartAsync(cancellationToken);
        Urls = [.. application.Urls.Select(static url => new Uri(url))];
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_application is not null)
        {
            await _application.StopAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null; // the Engine.IO server has its own limit, and its own answer
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        foreach (Uri url in urls)
        {
            Listen(kestrel, url);
        }
    }

    private void Listen(KestrelServerOptions kestrel, Uri url)
    {
        bool isTls = string.Equals(url.Scheme, Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);
        if (isTls && certificate is null)
        {
            throw new InvalidOperationException($"{url} needs a certificate.");
        }
        string host = url.IdnHost.Trim('[', ']');
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            kestrel.Listen(address, url.Port, Secure);
        }
        else if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) && url.Port != 0)
        {
            kestrel.ListenLocalhost(url.Port, Secure);
        }
        else if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            kestrel.Listen(IPAddress.Loopback, 0, Secure); // two loopback addresses cannot share a port to be chosen
        }
        else
        {
            kestrel.ListenAnyIP(url.Port, Secure);
        }

        void Secure(ListenOptions listen)
        {
            if (isTls)
            {
                listen.UseHttps(certificate!);
            }
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (await server.HandleAsync(context))
        {
            return;
        }
        if (fallback is not null)
        {
            await fallback(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
