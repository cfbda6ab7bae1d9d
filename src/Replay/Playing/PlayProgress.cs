using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Playing;

/// <summary>One thing that happened during a replay. What the report says in the end is decided afterwards, over whole sockets.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="AtMicros">When, in microseconds since the Unix epoch.</param>
/// <param name="Client">The client's name in the plan.</param>
/// <param name="Session">Which of the client's sessions, from 1.</param>
/// <param name="Namespace">The namespace; null for what concerns the session.</param>
/// <param name="Recorded">The recorded step; null when there is none.</param>
/// <param name="Live">The live step; null when there is none.</param>
/// <param name="Text">What a person should know besides; null mostly.</param>
public sealed record PlayProgress(
    PlayProgressKind Kind,
    long AtMicros,
    string Client,
    int Session,
    string? Namespace,
    ReplayStep? Recorded,
    ReplayStep? Live,
    string? Text
);
