using System.Diagnostics.Metrics;
using Yarp.ReverseProxy.Forwarder;

namespace SioProxy.Proxy.Forwarding;

/// <summary>What forwarding counts, for whoever listens to the meter.</summary>
internal static class ForwardingMeter
{
    public const string Name = "SioProxy.Forwarding";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> UpstreamErrors = Meter.CreateCounter<long>(
        "sioproxy.upstream.errors",
        unit: "{error}",
        description: "Requests that a node did not answer, by node and by what happened."
    );

    public static void OnUpstreamError(Node node, ForwarderError error) =>
        UpstreamErrors.Add(1, new("node", node.Name), new("error", error.ToString()));
}
