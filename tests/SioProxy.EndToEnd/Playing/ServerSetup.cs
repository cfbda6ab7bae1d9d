using System.Text.Json.Nodes;

namespace SioProxy.EndToEnd.Playing;

/// <summary>A server and all that is played against it, once directly and once through a proxy of its own.</summary>
/// <param name="Id">Names it in the tests.</param>
/// <param name="Options">What `node/harness.js` is told: version and options.</param>
/// <param name="Cases">What is played.</param>
internal sealed record ServerSetup(string Id, JsonObject Options, IReadOnlyList<Case> Cases);
