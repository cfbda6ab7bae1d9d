using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Playing;

/// <summary>One recorded session while it is being played.</summary>
internal sealed class SessionPlay
{
    private readonly List<SocketPlay> _sockets;

    public SessionPlay(
        int index,
        string client,
        int ofClient,
        ReplaySession recorded,
        SessionPlay? former,
        ReplayRules rules
    )
    {
        Index = index;
        Client = client;
        OfClient = ofClient;
        Recorded = recorded;
        Former = former;
        _sockets = [.. recorded.Sockets.Select(socket => new SocketPlay(this, socket, rules))];
        FirstNumber = recorded.Sockets.SelectMany(socket => socket.Steps).Min(step => (int?)step.Number) ?? 0;
        LastNumber = recorded.Sockets.SelectMany(socket => socket.Steps).Max(step => (int?)step.Number) ?? 0;
    }

    /// <summary>Its place among all sessions of the plan.</summary>
    public int Index { get; }

    /// <summary>The client's name.</summary>
    public string Client { get; }

    /// <summary>Which of the client's sessions it is, from 1.</summary>
    public int OfClient { get; }

    public ReplaySession Recorded { get; }

    /// <summary>The client's session before; null for its first.</summary>
    public SessionPlay? Former { get; }

    /// <summary>The number of its first step: everything with a lower one was recorded before it came.</summary>
    public int FirstNumber { get; }

    /// <summary>The number of its last recorded step.</summary>
    public int LastNumber { get; }

    /// <summary>The number from which on steps were recorded after it had ended.</summary>
    public int EndNumber { get; set; } = int.MaxValue;

    public SessionState State { get; set; }

    /// <summary>When it was opened, or ended.</summary>
    public long ChangedAt { get; set; }

    /// <summary>Why its end was not the recorded one; null when it was.</summary>
    public string? Problem { get; set; }

    /// <summary>What the server answered when it refused a handshake that it was recorded to accept; null when it did not.</summary>
    public HandshakeAnswer? Refusal { get; set; }

    /// <summary>Whether it was open at some time.</summary>
    public bool WasOpen { get; set; }

    /// <summary>Whether the server was recorded to end it and did not.</summary>
    public bool StaysOpen { get; set; }

    /// <summary>Whether it was on WebSocket in the end.</summary>
    public bool IsOnWebSocket { get; set; }

    /// <summary>The transport that it began with in the replay; null: the recorded one.</summary>
    public Protocol.Transport? LiveFirst { get; set; }

    /// <summary>Live recovery's private id and latest offset, by namespace.</summary>
    public Dictionary<string, (string Pid, string? Offset)> Recovery { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<SocketPlay> Sockets => _sockets;

    /// <summary>Whether its handshake was recorded to be refused, so that there is nothing in it but the answer.</summary>
    public bool IsHandshakeOnly => Recorded.Refusal is not null;

    public bool IsDone => _sockets.TrueForAll(socket => socket.Next is null);

    /// <summary>The socket of a namespace at this moment; one that was not recorded when there is none.</summary>
    public SocketPlay SocketOf(string name, ReplayRules rules)
    {
        SocketPlay? socket =
            _sockets.FindLast(s => s.IsJoined && !s.IsOver && Is(s, name))
            ?? _sockets.Find(s => !s.IsJoined && Is(s, name))
            ?? _sockets.FindLast(s => Is(s, name));
        if (socket is null)
        {
            socket = new SocketPlay(this, new ReplaySocket(name, null, []), rules);
            _sockets.Add(socket);
        }
        return socket;
    }

    /// <summary>What it was in the replay, in the form of a plan.</summary>
    public ReplaySession LiveSession() =>
        Recorded with
        {
            FirstTransport = LiveFirst ?? Recorded.FirstTransport,
            IsUpgraded = IsOnWebSocket && (LiveFirst ?? Recorded.FirstTransport) == Protocol.Transport.Polling,
            Sockets = [.. _sockets.Select(socket => socket.LiveSocket())],
        };

    private static bool Is(SocketPlay socket, string name) =>
        string.Equals(socket.Recorded.Namespace, name, StringComparison.Ordinal);
}
