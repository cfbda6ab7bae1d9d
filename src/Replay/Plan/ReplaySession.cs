using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Replay.Plan;

/// <summary>One recorded Engine.IO session: how it connected, and its sockets.</summary>
public sealed record ReplaySession
{
    /// <summary>The recorded sid, for reports; it is never sent.</summary>
    public required string Sid { get; init; }

    /// <summary>The Engine.IO version that the client spoke.</summary>
    public required EngineIoVersion Version { get; init; }

    /// <summary>The Socket.IO parser that it used.</summary>
    public required SocketIoParser Parser { get; init; }

    /// <summary>The transport that it began with.</summary>
    public required Transport FirstTransport { get; init; }

    /// <summary>Whether it went on to WebSocket.</summary>
    public required bool IsUpgraded { get; init; }

    /// <summary>Whether the server offered the upgrade to WebSocket; null when its open packet is not in the plan.</summary>
    public bool? OffersUpgrade { get; init; }

    /// <summary>From the open packet, milliseconds; null when that was not seen.</summary>
    public int? PingIntervalMillis { get; init; }

    /// <summary>From the open packet, milliseconds; null when that was not seen.</summary>
    public int? PingTimeoutMillis { get; init; }

    /// <summary>From the open packet, bytes; null when not given.</summary>
    public long? MaxPayload { get; init; }

    /// <summary>The path of the handshake, without query.</summary>
    public required string Path { get; init; }

    /// <summary>The application's own entries of the handshake's query (not <c>EIO</c>, <c>transport</c>, <c>sid</c>, <c>t</c>, <c>b64</c>, <c>j</c>), as they came.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    /// <summary>The handshake's headers that a client would send again (no hop-by-hop ones, no cookies, no <c>Sec-*</c>).</summary>
    public required IReadOnlyList<HttpHeader> Headers { get; init; }

    /// <summary>
    /// The handshake's <c>Cookie</c> header; null without. Tells clients apart; of a client's first session it is sent again, as
    /// the recorded server cannot have set it.
    /// </summary>
    public string? Cookie { get; init; }

    /// <summary>When it began, in microseconds since the Unix epoch.</summary>
    public required long OpenedAtMicros { get; init; }

    /// <summary>When it ended, and who ended it; null when the capture does not show its end.</summary>
    public SessionEnd? End { get; init; }

    /// <summary>
    /// How the server refused its handshake, so that there never was a session: its only socket is then
    /// <see cref="HandshakeSteps.Socket"/>. Null for all that were accepted.
    /// </summary>
    public RefusedHandshake? Refusal { get; init; }

    /// <summary>Its sockets, in the order of their CONNECTs.</summary>
    public required IReadOnlyList<ReplaySocket> Sockets { get; init; }
}
