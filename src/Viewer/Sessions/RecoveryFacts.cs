namespace SioProxy.Viewer.Sessions;

/// <summary>Connection state recovery: what the client asked for in its CONNECT.</summary>
/// <param name="Pid">The private id that an earlier session was given.</param>
/// <param name="HasOffset">Whether it said which event it received last.</param>
/// <param name="Row">The row of the CONNECT.</param>
internal sealed record RecoveryFacts(string Pid, string Namespace, bool HasOffset, long Row, long AtMicros);
