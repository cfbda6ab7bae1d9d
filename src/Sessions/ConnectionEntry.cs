using SioProxy.Protocol;

namespace SioProxy.Sessions;

/// <summary>What is known of one connection: one HTTP exchange, or one WebSocket with the exchange that opened it.</summary>
public sealed record ConnectionEntry : CaptureEntry
{
    /// <summary>Unique in the capture file, ascending from 1.</summary>
    public required long Id { get; init; }

    /// <summary>When the request's head was there, in microseconds since the Unix epoch.</summary>
    public required long OpenedAtMicros { get; init; }

    /// <summary>The client's IP address.</summary>
    public required string Client { get; init; }

    /// <summary>The upstream's URL; null until it was chosen.</summary>
    public string? Node { get; init; }

    /// <summary>The Engine.IO transport, also of a refused upgrade; null for a plain WebSocket.</summary>
    public Transport? Transport { get; init; }

    /// <summary>The session; null while unknown.</summary>
    public long? SessionKey { get; init; }

    /// <summary>The request's method.</summary>
    public required string Method { get; init; }

    /// <summary>The request's target, query included, redacted.</summary>
    public required string Target { get; init; }

    /// <summary>The HTTP version towards the client, as <c>1.1</c> or <c>2</c>.</summary>
    public required string HttpVersion { get; init; }

    /// <summary>The request's headers, redacted.</summary>
    public required IReadOnlyList<HttpHeader> RequestHeaders { get; init; }

    /// <summary>The response's status; null until it came, or when none came.</summary>
    public int? Status { get; init; }

    /// <summary>The response's headers, redacted; empty until they came.</summary>
    public IReadOnlyList<HttpHeader> ResponseHeaders { get; init; } = [];

    /// <summary>When the exchange or the WebSocket ended; null while it lives.</summary>
    public long? EndedAtMicros { get; init; }
}
