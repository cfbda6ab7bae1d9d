using SioProxy.Sessions;

namespace SioProxy.Replay.Plan;

/// <summary>How a recorded session ended.</summary>
/// <param name="AtMicros">When, in microseconds since the Unix epoch.</param>
/// <param name="By">Who ended it first.</param>
/// <param name="Reason">How, in the reference's words where they fit; null when unknown.</param>
public readonly record struct SessionEnd(long AtMicros, ClosedBy By, string? Reason);
