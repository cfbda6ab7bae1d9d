namespace SioProxy.Viewer.Sessions;

/// <summary>Round trips of a heartbeat: how many, and the shortest, middle and longest of the latest ones.</summary>
internal readonly record struct HeartbeatSample(long Count, long MinMicros, long MedianMicros, long MaxMicros);
