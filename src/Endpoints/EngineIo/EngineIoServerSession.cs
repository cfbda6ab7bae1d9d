using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>One client of the server, over all its transports.</summary>
public sealed class EngineIoServerSession
{
    public string Id { get; } = "";
    public EngineIoVersion Version { get; }
    public EngineHandshakeRequest Request { get; } = null!;

    /// <summary>The transport of now.</summary>
    public Transport Transport { get; }

    /// <summary>Completes, with a reason of <see cref="EngineReason"/>, when the session has ended.</summary>
    public Task<string> Closed { get; } = Task.FromResult("");

    /// <summary>The messages of the client, in order, until the session ends. To be read by one reader.</summary>
    public IAsyncEnumerable<EnginePacket> ReadAllAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Sends packets that nothing may come between; waits while the queue is full.</summary>
    /// <returns>False when the session has ended.</returns>
    public ValueTask<bool> SendAsync(
        EnginePacket packet,
        IReadOnlyList<EnginePacket>? followers = null,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    /// <summary>Sends what is queued, then ends the session.</summary>
    public Task CloseAsync(string reason = EngineReason.ForcedClose, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Ends the session at once by cutting its connections.</summary>
    public void Abort() => throw new NotSupportedException();
}
