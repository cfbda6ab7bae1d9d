namespace SioProxy.Replay.Serving;

/// <summary>What happens to a client's event that the script does not expect.</summary>
public enum UnknownPolicy
{
    /// <summary>Nothing; the report names it.</summary>
    Ignore,

    /// <summary>Its namespace is disconnected, so that the client notices at once.</summary>
    Error,

    /// <summary>It goes to a real server, whose answers go to the client.</summary>
    PassThrough,
}
