using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>
/// Engine.IO 3 and 4 over HTTP: handshakes, polling, JSONP, WebSocket, upgrades and heartbeats. What a session does with its
/// messages is up to <paramref name="serve"/>, which runs once per session, reads its messages and sends what it likes; a
/// session whose serve returns goes on until it is closed by either side.
/// </summary>
public sealed class EngineIoServer(
    EngineIoServerOptions options,
    Func<EngineIoServerSession, CancellationToken, Task> serve
) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, EngineIoServerSession> _sessions = new(StringComparer.Ordinal);

    public EngineIoServerOptions Options => options;

    /// <summary>The sessions that are open.</summary>
    public IEnumerable<EngineIoServerSession> Sessions => _sessions.Values;

    /// <summary>Answers one request; false when its path is not Engine.IO's.</summary>
    public Task<bool> HandleAsync(HttpContext context)
    {
        _ = serve;
        throw new NotSupportedException();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
