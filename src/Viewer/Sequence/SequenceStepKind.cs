namespace SioProxy.Viewer.Sequence;

/// <summary>What a step of a sequence diagram is.</summary>
internal enum SequenceStepKind
{
    /// <summary>A packet or message: an arrow from one end to the other.</summary>
    Arrow,

    /// <summary>Heartbeats that follow each other, folded.</summary>
    Heartbeats,

    /// <summary>Time in which nothing passed.</summary>
    Silence,

    /// <summary>Something passed unrecorded.</summary>
    Gap,

    /// <summary>An exchange that failed.</summary>
    Http,

    /// <summary>A connection's end.</summary>
    Close,
}
