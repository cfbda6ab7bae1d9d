namespace SioProxy.Replay.Serving;

/// <summary>When a served script's answers come.</summary>
public enum ServingPace
{
    /// <summary>At once, but what nothing triggers (timers, slow work) as long after as it was recorded.</summary>
    Asap,

    /// <summary>As long after what they follow as they were recorded.</summary>
    Recorded,
}
