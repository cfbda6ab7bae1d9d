namespace SioProxy.Proxy.Forwarding;

/// <summary>How requests are forwarded.</summary>
internal sealed record ForwardingOptions
{
    /// <summary>The upstream servers; several are nodes of one cluster.</summary>
    public required IReadOnlyList<Uri> Upstreams { get; init; }

    /// <summary>Whether the Host header names the upstream rather than what the client wrote.</summary>
    public bool UsesTargetHost { get; init; }

    /// <summary>Whether X-Forwarded-For, -Proto and -Host are appended.</summary>
    public bool AppendsForwarded { get; init; }

    /// <summary>Whether the client's address is taken from X-Forwarded-For.</summary>
    public bool TrustsForwarded { get; init; }

    /// <summary>Whether the upstream's certificate is not verified.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>Engine.IO paths to decode; empty: any.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];
}
