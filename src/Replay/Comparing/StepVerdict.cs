namespace SioProxy.Replay.Comparing;

/// <summary>How a step ended.</summary>
public enum StepVerdict
{
    /// <summary>Recorded and live agree under the rules.</summary>
    Same,

    /// <summary>Both are there; their arguments differ.</summary>
    Different,

    /// <summary>Recorded, but it did not come.</summary>
    Missing,

    /// <summary>It came, but was not recorded.</summary>
    Extra,

    /// <summary>It came and agrees, but after its time-out.</summary>
    Late,

    /// <summary>It could not be played.</summary>
    Error,
}
