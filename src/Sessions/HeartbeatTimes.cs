namespace SioProxy.Sessions;

/// <summary>Round trips of a session's heartbeat, in microseconds, as seen by the proxy.</summary>
/// <param name="Count">How many were measured.</param>
/// <param name="MinMicros">The shortest.</param>
/// <param name="LastMicros">The latest.</param>
/// <param name="MaxMicros">The longest.</param>
public sealed record HeartbeatTimes(long Count, long MinMicros, long LastMicros, long MaxMicros);
