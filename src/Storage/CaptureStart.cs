namespace SioProxy.Storage;

/// <summary>What a new capture begins with.</summary>
/// <param name="Row">The id of its first row.</param>
/// <param name="Connection">The first connection id that is free.</param>
/// <param name="Session">The first session key that is free.</param>
/// <param name="Rotation">Its number among the files of a rotation; null: it is none of them, or the first.</param>
internal readonly record struct CaptureStart(long Row, long Connection, long Session, int? Rotation)
{
    /// <summary>A capture that continues nothing.</summary>
    public static CaptureStart Fresh { get; } = new(1, 1, 1, null);
}
