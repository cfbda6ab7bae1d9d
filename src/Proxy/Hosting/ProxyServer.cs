using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using SioProxy.Proxy.Forwarding;
using SioProxy.Proxy.Tap;
using SioProxy.Recording;
using Yarp.ReverseProxy.Forwarder;

namespace SioProxy.Proxy.Hosting;

/// <summary>The running proxy: a web server whose only answer is what the upstream answers.</summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2.5);

    private readonly ProxyServerOptions _options;
    private readonly WebApplication _app;
    private readonly ProxyLifetime _lifetime;
    private readonly IReadOnlyList<Node> _nodes;
    private readonly List<(Uri Url, ListenOptions Bound)> _bound;

    private ProxyServer(
        ProxyServerOptions options,
        WebApplication app,
        ProxyLifetime lifetime,
        IReadOnlyList<Node> nodes,
        List<(Uri Url, ListenOptions Bound)> bound
    )
    {
        _options = options;
        _app = app;
        _lifetime = lifetime;
        _nodes = nodes;
        _bound = bound;
    }

    /// <summary>The addresses listened on, with their actual ports, in the order given.</summary>
    public IReadOnlyList<Uri> Addresses { get; private set; } = [];

    /// <summary>How many exchanges are open.</summary>
    public int OpenExchanges => _lifetime.Open;

    /// <summary>Starts listening.</summary>
    /// <param name="recorder">Null: nothing is recorded.</param>
    /// <exception cref="UsageException">An address cannot be listened on, or an upstream is the proxy itself.</exception>
    public static async Task<ProxyServer> StartAsync(
        ProxyServerOptions options,
        Recorder? recorder,
        ILoggerProvider? logs,
        CancellationToken cancellationToken
    )
    {
        var bound = new List<(Uri Url, ListenOptions Bound)>();
        WebApplication app = Build(options, logs, bound);
        var lifetime = new ProxyLifetime();
        Node[] nodes =
        [
            .. options.Forwarding.Upstreams.Select(url => new Node(
                url,
                UpstreamClient.Create(url, options.Forwarding.IsInsecure)
            )),
        ];
        var router = new NodeRouter(nodes, options.Time);
        var forwarder = new ExchangeForwarder(
            app.Services.GetRequiredService<IHttpForwarder>(),
            new RawTransformer(options.Forwarding),
            router,
            lifetime,
            options.Time,
            app.Services.GetRequiredService<ILogger<ExchangeForwarder>>()
        );
        var tap = new TapMiddleware(recorder, forwarder, router, options.Forwarding, lifetime, options.Time);
        app.Run(tap.InvokeAsync);
        var server = new ProxyServer(options, app, lifetime, nodes, bound);
        try
        {
            await server.BindAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
        return server;
    }

    /// <summary>Stops accepting, gives open connections a short chance, then closes them.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var close = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task stopped = _app.StopAsync(close.Token); // stops accepting at once, and idle connections too
        await Task.WhenAny(_lifetime.WhenIdleAsync(), Task.Delay(_options.StopGrace, _options.Time, cancellationToken));
        await _lifetime.CloseAsync();
        await Task.WhenAny(_lifetime.WhenIdleAsync(), Task.Delay(CloseTime, _options.Time, cancellationToken));
        close.CancelAfter(TimeSpan.FromMilliseconds(200));
        await stopped;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (Node node in _nodes)
        {
            node.Client.Dispose();
        }
        _lifetime.Dispose();
    }

    private static WebApplication Build(
        ProxyServerOptions options,
        ILoggerProvider? logs,
        List<(Uri Url, ListenOptions Bound)> bound
    )
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = options.PrefersInlineCompletions);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            KestrelSettings.Apply(kestrel);
            foreach (Uri url in options.Listen)
            {
                KestrelSettings.Listen(
                    kestrel,
                    "--listen",
                    url,
                    options.Certificates,
                    listen =>
                    {
                        listen.Use(next => connection => HeldFin.RunAsync(connection, next, options.Time));
                        bound.Add((url, listen));
                    }
                );
            }
        });
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>(); // signals are the program's
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs);
        }
        builder.Logging.AddFilter("Microsoft", LogLevel.Critical);
        // Where this one may log at all, the host makes an activity, with an id and a scope, for every request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Yarp", LogLevel.Critical); // said once, in our words
        return builder.Build();
    }

    private async Task BindAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new UsageException(
                $"{Which()} is already in use: stop what listens there, or choose another --listen.",
                e
            );
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException)
        {
            throw new UsageException(
                $"cannot listen on {Which()}: {ExchangeEnds.Innermost(e)}; choose another --listen.",
                e
            );
        }
        Addresses =
        [
            .. _bound.Select(b => new UriBuilder(b.Url.Scheme, b.Url.Host, ((IPEndPoint)b.Bound.EndPoint).Port).Uri),
        ];
        IReadOnlyList<IPEndPoint> own =
        [
            .. _bound.Select(b => (IPEndPoint)b.Bound.EndPoint),
            .. _options.FurtherOwnEndPoints,
        ];
        foreach (Node node in _nodes)
        {
            if (await OwnAddress.IsAsync(node.Url, own, cancellationToken))
            {
                throw new UsageException(
                    $"--upstream {node.Name} is this proxy's own address: requests would go round in circles."
                );
            }
        }
        string Which() =>
            _options.Listen.Count == 1
                ? _options.Listen[0].GetLeftPart(UriPartial.Authority)
                : "one of the --listen addresses";
    }
}
