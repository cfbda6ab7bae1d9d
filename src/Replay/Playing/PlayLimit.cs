namespace SioProxy.Replay.Playing;

/// <summary>
/// When a step of the server should come, when it is given up, and until when it may still come late; microseconds since the
/// Unix epoch.
/// </summary>
internal readonly record struct PlayLimit(long DueAt, long Deadline, long LateUntil);
