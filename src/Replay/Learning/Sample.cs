using System.Text.Json;

namespace SioProxy.Replay.Learning;

/// <summary>Two values that should agree at a place, and when the steps that they stand in were said.</summary>
internal readonly record struct Sample(JsonElement? Was, long WasAtMicros, JsonElement? Now, long NowAtMicros);
