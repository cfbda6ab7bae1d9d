using SioProxy.Endpoints.EngineIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>A Socket.IO server on Kestrel, for clients of releases 1.x to 4.x at once.</summary>
public sealed class SocketIoServer(SocketIoServerOptions? options = null) : IAsyncDisposable
{
    private readonly SocketIoServerOptions _options = options ?? new SocketIoServerOptions();

    public SocketIoServerOptions Options => _options;

    /// <summary>Where it listens, actual ports, once started.</summary>
    public IReadOnlyList<Uri> Urls { get; } = [];

    public EngineIoServer Engine => throw new NotSupportedException();

    /// <summary>The namespace of that name, which exists from now on.</summary>
    public ServerNamespace Of(string name = "/") => throw new NotSupportedException();

    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Closes every session and stops listening.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
