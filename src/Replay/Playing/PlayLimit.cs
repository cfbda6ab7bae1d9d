namespace SioProxy.Replay.Playing;

/// <summary>When a step of the server should come, and when it is given up; microseconds since the Unix epoch.</summary>
internal readonly record struct PlayLimit(long DueAt, long Deadline);
