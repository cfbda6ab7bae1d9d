using System.Text.Json;

namespace SioProxy.Replay.Playing;

/// <summary>What a live server answered to a handshake.</summary>
/// <param name="IsAccepted">Whether it let the client in.</param>
/// <param name="Args">The same as a step's arguments.</param>
internal sealed record HandshakeAnswer(bool IsAccepted, JsonElement Args);
