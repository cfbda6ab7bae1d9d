using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>One Engine.IO session from the client's side: handshake, polling, upgrade, heartbeat. Made for one connection.</summary>
public sealed class EngineIoClient(Uri target, EngineIoClientOptions options) : IAsyncDisposable
{
    /// <summary>The server's handshake, once connected.</summary>
    public EngineIoHandshake? Handshake { get; }

    public Uri Target => target;
    public EngineIoClientOptions Options => options;
    public Transport Transport { get; }

    /// <summary>Completes when no upgrade is under way or will be: true when the session moved to WebSocket.</summary>
    public Task<bool> Upgraded { get; } = Task.FromResult(false);

    /// <summary>Completes, with a reason of <see cref="EngineReason"/>, when the session has ended.</summary>
    public Task<string> Closed { get; } = Task.FromResult("");

    /// <exception cref="EngineIoException">Refused, unreachable, or not Engine.IO.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>The messages of the server, in order, until the session ends. To be read by one reader.</summary>
    public IAsyncEnumerable<EnginePacket> ReadAllAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Sends packets that nothing may come between; waits while the queue is full.</summary>
    /// <exception cref="EngineIoException">The session has ended.</exception>
    public ValueTask SendAsync(
        EnginePacket packet,
        IReadOnlyList<EnginePacket>? followers = null,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    /// <summary>Sends what is queued, then closes as a client does.</summary>
    public Task CloseAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Cuts the connections, as a lost network does.</summary>
    public void Abort() => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
