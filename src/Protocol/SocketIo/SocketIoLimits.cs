namespace SioProxy.Protocol.SocketIo;

/// <summary>Limits on what a peer can choose. Past them a packet is recorded with a fault; traffic is never touched.</summary>
public static class SocketIoLimits
{
    /// <summary>How deep JSON and msgpack may nest. Readers of payloads must allow for this much.</summary>
    public const int MaxDepth = Json.JsonTokenizer.MaxDepth;

    /// <summary>The largest attachment count that is followed.</summary>
    public const int MaxAttachments = 1_000_000;
}
