using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>What the server offers. The defaults are those of the 4.x reference, but that Engine.IO 3 is served as well.</summary>
public sealed record EngineIoServerOptions
{
    /// <summary>The path, trailing slash included; requests are matched by prefix.</summary>
    public string Path { get; init; } = "/socket.io/";

    public bool AllowVersion3 { get; init; } = true;
    public bool AllowVersion4 { get; init; } = true;
    public bool AllowPolling { get; init; } = true;
    public bool AllowWebSocket { get; init; } = true;

    /// <summary>Whether the handshake offers the upgrade to WebSocket.</summary>
    public bool AllowUpgrade { get; init; } = true;

    public TimeSpan PingInterval { get; init; } = TimeSpan.FromMilliseconds(25_000);
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromMilliseconds(20_000);
    public TimeSpan UpgradeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a closing session waits for a poll that takes its last packets.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest body or message taken from a client, in bytes; told to clients as <c>maxPayload</c>.</summary>
    public int MaxPayload { get; init; } = 1_000_000;

    /// <summary>Whether the handshake tells <see cref="MaxPayload"/> (4.3 and later do).</summary>
    public bool AnnounceMaxPayload { get; init; } = true;

    /// <summary>Packets queued for one client before sending waits.</summary>
    public int SendQueue { get; init; } = 1024;

    /// <summary>Messages of one client not yet handled before reading from it waits.</summary>
    public int ReceiveQueue { get; init; } = 1024;

    /// <summary>Whether permessage-deflate is agreed to when a client offers it.</summary>
    public bool PerMessageDeflate { get; init; }

    /// <summary>Whether poll answers are compressed when a client accepts it.</summary>
    public bool HttpCompression { get; init; } = true;

    /// <summary>Messages and bodies below this size, in bytes, are not compressed.</summary>
    public int CompressionThreshold { get; init; } = 1024;

    /// <summary>The name of the cookie set with a polling handshake; none when null.</summary>
    public string? Cookie { get; init; }

    /// <summary>Whether pages of any origin may use the server (CORS with credentials).</summary>
    public bool AllowAnyOrigin { get; init; }

    /// <summary>Makes session ids; 20 characters of <c>[A-Za-z0-9_-]</c> by default.</summary>
    public Func<string>? GenerateId { get; init; }

    /// <summary>Decides about each handshake: null accepts it, anything else is what the client gets.</summary>
    public Func<EngineHandshakeRequest, CancellationToken, ValueTask<EngineRefusal?>>? Authorize { get; init; }

    /// <summary>Sees every packet of every session, both ways, heartbeats included; must not block.</summary>
    public Action<EngineIoServerSession, EngineTraffic>? Observer { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal bool Allows(EngineIoVersion version) => version == EngineIoVersion.V3 ? AllowVersion3 : AllowVersion4;
}
