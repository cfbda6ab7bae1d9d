using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Sessions;

/// <summary>What is known of one Engine.IO session over all its transports, counters included.</summary>
public sealed record SessionEntry : CaptureEntry
{
    /// <summary>Unique in the capture file, ascending from 1 (a sid alone is not: servers restart, captures are appended to).</summary>
    public required long Key { get; init; }

    /// <summary>The sid that the server issued.</summary>
    public required string Sid { get; init; }

    /// <summary>The framing seen, not the one claimed.</summary>
    public required EngineIoVersion Version { get; init; }

    /// <summary>The <c>EIO</c> that the client asked for; null when it gave none.</summary>
    public int? ClaimedVersion { get; init; }

    /// <summary>The client's IP address.</summary>
    public required string Client { get; init; }

    /// <summary>The node that opened it.</summary>
    public string? Node { get; init; }

    /// <summary>The path of the handshake's request, without query.</summary>
    public required string Path { get; init; }

    /// <summary>The first byte of the open packet (or of what first named the sid), in microseconds since the Unix epoch.</summary>
    public required long OpenedAtMicros { get; init; }

    /// <summary>The transport it began with.</summary>
    public required Transport FirstTransport { get; init; }

    /// <summary>When the upgrade packet passed; null if it did not.</summary>
    public long? UpgradedAtMicros { get; init; }

    /// <summary>From the open packet, milliseconds; null when that was not seen.</summary>
    public int? PingIntervalMillis { get; init; }

    /// <summary>From the open packet, milliseconds; null when that was not seen.</summary>
    public int? PingTimeoutMillis { get; init; }

    /// <summary>From the open packet, bytes; null when not given.</summary>
    public long? MaxPayload { get; init; }

    /// <summary>The first byte of its latest packet.</summary>
    public required long LastAtMicros { get; init; }

    /// <summary>When it ended; null while it lives.</summary>
    public long? EndedAtMicros { get; init; }

    /// <summary>Who ended it; null while it lives, and when nobody saw it.</summary>
    public ClosedBy? EndedBy { get; init; }

    /// <summary>
    /// How it ended, in the reference's words where they fit (<c>transport close</c>, <c>ping timeout</c>,
    /// <c>client namespace disconnect</c>…); null while it lives.
    /// </summary>
    public string? EndReason { get; init; }

    /// <summary>Engine.IO packets from the client.</summary>
    public long ClientPackets { get; init; }

    /// <summary>Engine.IO packets from the server.</summary>
    public long ServerPackets { get; init; }

    /// <summary>Sum of <see cref="CapturedPacket.Size"/> from the client, in bytes.</summary>
    public long ClientBytes { get; init; }

    /// <summary>Sum of <see cref="CapturedPacket.Size"/> from the server, in bytes.</summary>
    public long ServerBytes { get; init; }

    /// <summary>Smallest, latest and largest time from a ping to its pong, in microseconds; null when none was seen.</summary>
    public HeartbeatTimes? Heartbeat { get; init; }
}
