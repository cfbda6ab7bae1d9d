using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>Where a server listens and how it behaves.</summary>
public sealed record SocketIoServerOptions
{
    /// <summary>Where to listen; port 0 is any free port.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [new("http://127.0.0.1:0")];

    /// <summary>For https urls.</summary>
    public X509Certificate2? Certificate { get; init; }

    public EngineIoServerOptions Engine { get; init; } = new();

    public SocketIoParser Parser { get; init; }

    /// <summary>Whether a client of protocol 5 whose first packet is msgpack is answered in msgpack, whatever <see cref="Parser"/> says.</summary>
    public bool DetectParser { get; init; }

    /// <summary>Sessions of protocol 5 that join no namespace in this time are closed.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long a lost client's place is kept (connection state recovery); off when null.</summary>
    public TimeSpan? Recovery { get; init; }

    /// <summary>Answers requests on other paths; 404 when null.</summary>
    public RequestDelegate? Fallback { get; init; }

    /// <summary>Sees every Socket.IO packet received, whole, before it is acted on; must not block.</summary>
    public Action<EngineIoServerSession, SocketIoMessage>? Received { get; init; }

    /// <summary>Sees every Socket.IO packet that is about to be sent; must not block.</summary>
    public Action<EngineIoServerSession, SocketIoMessage>? Sent { get; init; }

    /// <summary>Called with what an application's handler threw; the session goes on.</summary>
    public Action<Exception>? OnError { get; init; }
}
