using System.Net;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>How a client connects. The defaults are those of the reference clients: polling first, then the upgrade.</summary>
public sealed record EngineIoClientOptions
{
    public EngineIoVersion Version { get; init; } = EngineIoVersion.V4;

    /// <summary>Tried from the first on; a WebSocket behind polling is upgraded to.</summary>
    public IReadOnlyList<Transport> Transports { get; init; } = [Transport.Polling, Transport.WebSocket];

    /// <summary>Whether to upgrade when the server offers it.</summary>
    public bool Upgrade { get; init; } = true;

    /// <summary>The path, trailing slash included.</summary>
    public string Path { get; init; } = "/socket.io/";

    /// <summary>The application's own query entries, sent with every request, before the reserved ones.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Sent with every request, as given.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Says <c>b64=1</c>: binary goes as base64 both ways on polling (Node clients 2.x and 3.x do so).</summary>
    public bool Base64 { get; init; }

    /// <summary>Polls as a script tag would (<c>j=</c>), posting forms.</summary>
    public bool Jsonp { get; init; }

    /// <summary>Whether permessage-deflate is offered.</summary>
    public bool PerMessageDeflate { get; init; }

    /// <summary>The Accept-Encoding of polls; none when null, as Node clients do.</summary>
    public string? AcceptEncoding { get; init; }

    /// <summary>Whether the certificate of an https target is verified.</summary>
    public bool VerifyCertificate { get; init; } = true;

    /// <summary>How long connecting, probing and posting may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Largest message or body taken from the server, in bytes.</summary>
    public int MaxPayload { get; init; } = 100_000_000;

    public int SendQueue { get; init; } = 1024;
    public int ReceiveQueue { get; init; } = 1024;

    /// <summary>Shared by many clients to save sockets and memory; made for this client alone when null.</summary>
    public EndpointConnector? Connector { get; init; }

    /// <summary>Cookies that the client brings, as a <c>Cookie</c> header has them; those of <see cref="Cookies"/> of the same names replace them.</summary>
    public string? OwnCookies { get; init; }

    /// <summary>Cookies that the server sets are kept here and sent back; none are kept when null.</summary>
    public CookieContainer? Cookies { get; init; }

    /// <summary>Sees every packet, both ways, heartbeats included; must not block.</summary>
    public Action<EngineTraffic>? Observer { get; init; }

    /// <summary>Sees the bytes of every connection, to record them.</summary>
    public IWireWitness? Witness { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
