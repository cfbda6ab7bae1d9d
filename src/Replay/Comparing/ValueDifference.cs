namespace SioProxy.Replay.Comparing;

/// <summary>One place at which two steps differ.</summary>
/// <param name="Path">The place, as <c>args[0].user.id</c>.</param>
/// <param name="Recorded">The recorded value as JSON; null when it is missing there.</param>
/// <param name="Live">The live value as JSON; null when it is missing there.</param>
/// <param name="Rule">The rule that was applied and not met; null when no rule is about the place.</param>
public sealed record ValueDifference(string Path, string? Recorded, string? Live, string? Rule);
