using System.Net;
using Microsoft.AspNetCore.Http;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>The request that opened, or asks to open, a session.</summary>
public sealed record EngineHandshakeRequest(
    EngineIoVersion Version,
    Transport Transport,
    string Path,
    string QueryString,
    IQueryCollection Query,
    IHeaderDictionary Headers,
    IPAddress? Client
);
