namespace SioProxy.Replay.Serving;

/// <summary>How a live step came to stand for a recorded one.</summary>
internal enum MatchKind
{
    /// <summary>The arguments are the recorded ones, live values in their places.</summary>
    Exact,

    /// <summary>They agree under the rules.</summary>
    Volatile,

    /// <summary>Only the name agrees.</summary>
    Name,
}
