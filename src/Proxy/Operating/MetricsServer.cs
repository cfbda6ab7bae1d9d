using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using SioProxy.Proxy.Forwarding;
using SioProxy.Proxy.Hosting;
using SioProxy.Recording;

namespace SioProxy.Proxy.Operating;

/// <summary>
/// Metrics and health on a port of their own, apart from the traffic: <c>/metrics</c> (Prometheus and OpenMetrics text), <c>/health</c> (503
/// while what passes is not recorded), <c>/health/live</c> (200 as long as traffic is forwarded). Reads only.
/// </summary>
internal sealed class MetricsServer : IAsyncDisposable
{
    private static readonly string[] LoopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

    private readonly WebApplication _app;
    private readonly RecorderMeter _meter;

    private MetricsServer(WebApplication app, RecorderMeter meter, Uri address, IPEndPoint endPoint)
    {
        _app = app;
        _meter = meter;
        Address = address;
        EndPoint = endPoint;
    }

    /// <summary>Where it listens, with its actual port.</summary>
    public Uri Address { get; }

    /// <summary>The same as an end point, which no upstream may be.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Starts serving.</summary>
    /// <exception cref="UsageException">The address cannot be listened on.</exception>
    public static async Task<MetricsServer> StartAsync(
        Uri url,
        Recorder recorder,
        Func<int> openExchanges,
        CancellationToken cancellationToken
    )
    {
        ListenOptions? bound = null;
        WebApplication app = Build(url, recorder, listen => bound = listen);
        var meter = new RecorderMeter(recorder, openExchanges);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            meter.Dispose();
            await app.DisposeAsync();
            string what = e.InnerException is AddressInUseException ? "it is in use" : ExchangeEnds.Innermost(e);
            throw new UsageException($"--metrics {url.OriginalString}: {what}; choose another address.", e);
        }
        var endPoint = (IPEndPoint)bound!.EndPoint;
        return new MetricsServer(app, meter, new UriBuilder(url.Scheme, url.Host, endPoint.Port).Uri, endPoint);
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _meter.Dispose();
    }

    private static WebApplication Build(Uri url, Recorder recorder, Action<ListenOptions> bound)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            KestrelSettings.Listen(kestrel, "--metrics", url, [], bound);
        });
        IServiceCollection services = builder.Services;
        services.AddSingleton<IHostLifetime, NoHostLifetime>();
        services.AddSingleton(recorder);
        services.AddRouting();
        services.AddHealthChecks().AddCheck<RecordingHealth>("recording");
        // A page in a browser that had its own name resolved to this machine could read what is served here.
        services.AddHostFiltering(filter => filter.AllowedHosts = IsLoopback(url) ? LoopbackHosts : ["*"]);
        services
            .AddOpenTelemetry()
            .ConfigureResource(static resource =>
                resource.AddService(
                    "sioproxy",
                    serviceVersion: typeof(MetricsServer).Assembly.GetName().Version?.ToString(3),
                    autoGenerateServiceInstanceId: false
                )
            )
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(RecorderMeter.Name, RecordingMeter.Name, ForwardingMeter.Name, "System.Runtime")
                    .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0)
            );
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.UseHostFiltering();
        app.UseRouting();
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync });
        app.MapHealthChecks(
            "/health/live",
            new HealthCheckOptions { Predicate = static _ => false, ResponseWriter = WriteAsync }
        );
        return app;
    }

    private static bool IsLoopback(Uri url) =>
        string.Equals(url.IdnHost, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(url.IdnHost, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            JsonSerializer.Serialize(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["status"] = report.Status.ToString().ToLowerInvariant(),
                    ["recording"] = report.Entries.TryGetValue("recording", out HealthReportEntry entry)
                        ? entry.Description ?? ""
                        : "not asked",
                }
            ),
            context.RequestAborted
        );
    }
}
