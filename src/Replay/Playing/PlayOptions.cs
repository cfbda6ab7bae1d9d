using SioProxy.Endpoints.EngineIo;

namespace SioProxy.Replay.Playing;

/// <summary>Where and how a plan is played.</summary>
public sealed record PlayOptions
{
    /// <summary>The server. A path other than <c>/</c> is Engine.IO's path there; else the recorded one is used.</summary>
    public required Uri Target { get; init; }

    /// <summary>How, apart from where.</summary>
    public PlayRules Play { get; init; } = new();

    /// <summary>Which transports are used.</summary>
    public TransportChoice Transport { get; init; }

    /// <summary>Whether the certificate of an https target is verified.</summary>
    public bool VerifyCertificate { get; init; } = true;

    /// <summary>Shared by many runs at once; each has one of its own when null.</summary>
    public EndpointConnector? Connector { get; init; }

    /// <summary>Sees the bytes of every connection, to record them; null: nobody does.</summary>
    public IWireWitness? Witness { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
