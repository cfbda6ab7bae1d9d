using System.Collections.Concurrent;
using SioProxy.Endpoints.EngineIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>A Socket.IO server on Kestrel, for clients of releases 2.x to 4.x at once.</summary>
public sealed class SocketIoServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ServerNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly EndpointHost _host;

    public SocketIoServer(SocketIoServerOptions? options = null)
    {
        Options = options ?? new SocketIoServerOptions();
        Engine = new EngineIoServer(Options.Engine, ServeAsync) { OnError = Options.OnError };
        _host = new EndpointHost(Engine, Options.Urls, Options.Certificate, Options.Fallback);
        Of("/");
    }

    public SocketIoServerOptions Options { get; }

    /// <summary>Where it listens, actual ports, once started.</summary>
    public IReadOnlyList<Uri> Urls => _host.Urls;

    public EngineIoServer Engine { get; }

    /// <summary>The namespace of that name, which exists from now on.</summary>
    public ServerNamespace Of(string name = "/") =>
        _namespaces.GetOrAdd(name, static (key, server) => new ServerNamespace(key, server.Options), this);

    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    /// <summary>Closes every session and stops listening.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await Engine.CloseAsync(EngineReason.ServerShuttingDown, cancellationToken);
        await _host.StopAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    internal ServerNamespace? Find(string name) => _namespaces.GetValueOrDefault(name);

    private async Task ServeAsync(EngineIoServerSession session, CancellationToken cancellationToken)
    {
        using var connection = new ServerConnection(this, session);
        await connection.RunAsync(cancellationToken);
    }
}
