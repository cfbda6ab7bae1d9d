namespace SioProxy.Sessions;

/// <summary>What of a session tells whose it is.</summary>
/// <param name="OpenedAtMicros">When it was opened, in microseconds since the Unix epoch.</param>
/// <param name="EndedAtMicros">When it ended; null while it lives, or when the capture does not show it.</param>
/// <param name="Identity">What two sessions of one client have in common: see <see cref="ClientIdentity"/>.</param>
/// <param name="RecoveredPid">The private id with which connection state recovery was asked for; null without.</param>
/// <param name="IssuedPids">The private ids that the server gave to it; empty without recovery.</param>
public sealed record ClientTrace(
    long OpenedAtMicros,
    long? EndedAtMicros,
    string Identity,
    string? RecoveredPid,
    IReadOnlyCollection<string> IssuedPids
);
