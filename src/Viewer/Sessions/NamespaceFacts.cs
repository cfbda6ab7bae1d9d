namespace SioProxy.Viewer.Sessions;

/// <summary>What is known of a session's socket: its part in one namespace.</summary>
internal sealed class NamespaceFacts(string name)
{
    private const int MaxEvents = 100;

    private Dictionary<string, AskedAcks>? _asked;

    public string Name => name;

    public long ClientPackets { get; set; }

    public long ServerPackets { get; set; }

    public long Bytes { get; set; }

    public bool IsJoined { get; set; }

    /// <summary>Whether the client asked to join.</summary>
    public bool IsAskedFor { get; set; }

    /// <summary>The client's first event before the server had let it in.</summary>
    public RowNote? Early { get; set; }

    /// <summary>Whether it had at least asked before that.</summary>
    public bool IsEarlyAfterAsking { get; set; }

    /// <summary>Whether somebody left it by a DISCONNECT.</summary>
    public bool IsLeft { get; set; }

    /// <summary>What the server's CONNECT_ERROR said; null without one.</summary>
    public string? Refused { get; set; }

    /// <summary>The row of that CONNECT_ERROR.</summary>
    public long RefusedRow { get; set; }

    /// <summary>Events that asked for acks, by name and who asked; no more than so many names are told apart.</summary>
    public IReadOnlyCollection<AskedAcks> Asked => _asked is { } asked ? asked.Values : [];

    public AskedAcks AskedBy(string eventName, bool isClient)
    {
        _asked ??= new Dictionary<string, AskedAcks>(StringComparer.Ordinal);
        string key = (isClient ? "c" : "s") + eventName;
        if (!_asked.TryGetValue(key, out AskedAcks? acks))
        {
            string shown = _asked.Count < MaxEvents ? eventName : "other events";
            key = _asked.Count < MaxEvents ? key : (isClient ? "c\0" : "s\0");
            if (!_asked.TryGetValue(key, out acks))
            {
                acks = new AskedAcks(shown, isClient);
                _asked.Add(key, acks);
            }
        }
        return acks;
    }
}
