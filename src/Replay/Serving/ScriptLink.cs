namespace SioProxy.Replay.Serving;

/// <summary>One live connection: an Engine.IO session of a live client.</summary>
internal sealed class ScriptLink(int id, LiveHandshake handshake, string sid, long openedAt)
{
    public int Id => id;

    public LiveHandshake Handshake => handshake;

    public string Sid => sid;

    public long OpenedAt => openedAt;

    /// <summary>The recorded session that it plays; null while that is not decided, or when there is none for it.</summary>
    public ScriptSession? Session { get; set; }

    /// <summary>Whether it goes on with a session that another connection began, as was not recorded.</summary>
    public bool IsResumed { get; set; }

    /// <summary>Whether nothing was recorded for it.</summary>
    public bool IsExtra { get; set; }

    /// <summary>The sockets that are joined, by namespace.</summary>
    public Dictionary<string, ScriptSocket> Joined { get; } = new(StringComparer.Ordinal);

    /// <summary>What is said on namespaces that no recorded socket stands for, by namespace.</summary>
    public Dictionary<string, LiveSocket> Extra { get; } = new(StringComparer.Ordinal);
}
