using SioProxy.Protocol.EngineIo;

namespace SioProxy.Replay.Serving;

/// <summary>What a live client says of itself when it opens a session.</summary>
/// <param name="Version">The Engine.IO version that it speaks.</param>
/// <param name="Path">The path of the request, without query.</param>
/// <param name="Query">The application's own entries of the query, as they came.</param>
/// <param name="Cookie">The <c>Cookie</c> header; null without.</param>
public sealed record LiveHandshake(
    EngineIoVersion Version,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Query,
    string? Cookie
);
