using System.Net;
using System.Security.Cryptography.X509Certificates;
using SioProxy.Proxy.Forwarding;

namespace SioProxy.Proxy.Hosting;

/// <summary>Where to listen and how to forward.</summary>
internal sealed record ProxyServerOptions
{
    /// <summary>How requests are forwarded, and where to.</summary>
    public required ForwardingOptions Forwarding { get; init; }

    /// <summary>Addresses to listen on; port 0 is any free one.</summary>
    public required IReadOnlyList<Uri> Listen { get; init; }

    /// <summary>What else this process listens on and must not be reached through the proxy.</summary>
    public IReadOnlyList<IPEndPoint> FurtherOwnEndPoints { get; init; } = [];

    /// <summary>The certificate of https listeners with its key, and the chain behind it; empty without.</summary>
    public X509Certificate2Collection Certificates { get; init; } = [];

    /// <summary>Whether socket completions run where they occur, which costs less but wants every path to be free of blocking.</summary>
    public bool PrefersInlineCompletions { get; init; }

    /// <summary>How long open connections may go on when the proxy is asked to stop.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(1.5);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
