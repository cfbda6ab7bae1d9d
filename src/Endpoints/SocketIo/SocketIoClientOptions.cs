using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>How a Socket.IO client connects and behaves.</summary>
public sealed record SocketIoClientOptions
{
    public SocketIoClientVersion Version { get; init; } = SocketIoClientVersion.V4;

    public SocketIoParser Parser { get; init; }

    /// <summary>Transports, path, headers, query, TLS…; its version is set from <see cref="Version"/>.</summary>
    public EngineIoClientOptions Engine { get; init; } = new();

    /// <summary>How long a namespace may take to answer CONNECT.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long <see cref="ClientSocket.EmitWithAckAsync(string, SocketIoArguments, TimeSpan?, CancellationToken)"/> waits when it is not told.</summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether to connect again, and join again what was joined, when the connection is lost.</summary>
    public bool Reconnect { get; init; }

    /// <summary>The first wait before connecting again; it doubles up to <see cref="ReconnectDelayMax"/>.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan ReconnectDelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Attempts before giving up; without limit when null.</summary>
    public int? ReconnectAttempts { get; init; }

    /// <summary>Sees every Socket.IO packet received, whole, before it is acted on; must not block.</summary>
    public Action<SocketIoMessage>? Received { get; init; }

    /// <summary>Sees every Socket.IO packet that is about to be sent; must not block.</summary>
    public Action<SocketIoMessage>? Sent { get; init; }

    /// <summary>Called with what an application's handler threw; the client goes on.</summary>
    public Action<Exception>? OnError { get; init; }

    internal EngineIoClientOptions EngineOptions => Engine with { Version = EngineVersion };

    internal SocketIoRevision Revision => SocketIoRevisions.Of(EngineVersion);

    private EngineIoVersion EngineVersion =>
        Version == SocketIoClientVersion.V2 ? EngineIoVersion.V3 : EngineIoVersion.V4;
}
