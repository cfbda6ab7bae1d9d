namespace SioProxy.Viewer.Sessions;

/// <summary>How often an event asked for an ack, and got it.</summary>
internal sealed class AskedAcks(string eventName, bool isClient)
{
    public string EventName => eventName;

    /// <summary>Whether the client asked.</summary>
    public bool IsClient => isClient;

    public long Asked { get; set; }

    public long Answered { get; set; }

    /// <summary>When an ack was asked for last, microseconds since the Unix epoch.</summary>
    public long LastAtMicros { get; set; }

    public long Unanswered => Asked - Answered;
}
