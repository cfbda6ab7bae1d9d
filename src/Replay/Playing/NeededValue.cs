namespace SioProxy.Replay.Playing;

/// <summary>A recorded value that a client's step sends back.</summary>
/// <param name="Recorded">The value as it was recorded.</param>
/// <param name="Issuer">The step of the server that brought it first.</param>
internal readonly record struct NeededValue(string Recorded, PlayStep Issuer);
