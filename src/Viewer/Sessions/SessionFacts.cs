using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Sessions;

/// <summary>What the rows of one session tell, gathered row by row. Its size does not grow with the traffic.</summary>
internal sealed class SessionFacts(long key)
{
    private const int MaxNamespaces = 100;
    private const int MaxRefusals = 20;

    private readonly Dictionary<string, NamespaceFacts> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<long, AskedAcks> _waiting = [];
    private readonly List<Refusal> _refusals = [];
    private readonly RoundTrips _roundTrips = new();

    public long Key => key;

    /// <summary>Brought up to date from outside: counters, and how it ended.</summary>
    public SessionEntry? Entry { get; set; }

    /// <summary>The connection of its first row: the handshake's.</summary>
    public long FirstConnection { get; private set; }

    public IReadOnlyCollection<NamespaceFacts> Namespaces => _namespaces.Values;

    public IReadOnlyList<Refusal> Refusals => _refusals;

    public HeartbeatSample? Heartbeat => _roundTrips.ToSample();

    /// <summary>The latest end of one of its connections.</summary>
    public CapturedClose? Close { get; private set; }

    /// <summary>The latest packet that could not be decoded.</summary>
    public CapturedPacket? Fault { get; private set; }

    public long Gaps { get; private set; }

    /// <summary>A ping that no pong has followed.</summary>
    public CapturedPacket? OpenPing { get; private set; }

    public long LastClientPacketMicros { get; private set; }

    public long LastServerPacketMicros { get; private set; }

    /// <summary>The client's largest packet.</summary>
    public CapturedPacket? Largest { get; private set; }

    /// <summary>The latest packet with attachments, and how many it has.</summary>
    public CapturedPacket? LastBinary { get; set; }

    /// <summary>The client's CONNECT that came first, and what it says of the client.</summary>
    public string? Auth { get; set; }

    public string? RecoveredPid { get; set; }

    public HashSet<string> IssuedPids { get; } = new(StringComparer.Ordinal);

    public bool HasClientConnect { get; set; }

    public long Unanswered => _waiting.Count;

    /// <summary>For each event that waits for acks, the first row that does.</summary>
    public Dictionary<AskedAcks, long> FirstWaiting()
    {
        var first = new Dictionary<AskedAcks, long>();
        foreach ((long row, AskedAcks acks) in _waiting)
        {
            first[acks] = first.TryGetValue(acks, out long known) ? Math.Min(known, row) : row;
        }
        return first;
    }

    public void Add(CapturedRow row)
    {
        FirstConnection = FirstConnection == 0 ? row.Connection : FirstConnection;
        switch (row)
        {
            case CapturedPacket packet:
                Add(packet);
                break;
            case CapturedClose close:
                Close = close;
                break;
            case CapturedGap:
                Gaps++;
                break;
        }
    }

    public void Add(Refusal refusal)
    {
        if (_refusals.Count < MaxRefusals)
        {
            _refusals.Add(refusal);
        }
    }

    private void Add(CapturedPacket packet)
    {
        if (packet.Direction == Direction.ClientToServer)
        {
            LastClientPacketMicros = packet.AtMicros;
            Largest = Largest is null || packet.Size > Largest.Size ? packet : Largest;
        }
        else
        {
            LastServerPacketMicros = packet.AtMicros;
        }
        Fault = packet.Fault is null ? Fault : packet;
        AddHeartbeat(packet);
        if (packet.Type is not { } type || packet.Namespace is not { } name)
        {
            return;
        }
        NamespaceFacts facts = Namespace(name);
        facts.Bytes += packet.Size;
        if (packet.Direction == Direction.ClientToServer)
        {
            facts.ClientPackets++;
        }
        else
        {
            facts.ServerPackets++;
        }
        Add(packet, type, facts);
    }

    private void Add(CapturedPacket packet, SocketIoPacketType type, NamespaceFacts facts)
    {
        switch (type)
        {
            case SocketIoPacketType.Connect when packet.Direction == Direction.ServerToClient:
                facts.IsJoined = true;
                break;
            case SocketIoPacketType.Connect:
                HasClientConnect = true;
                break;
            case SocketIoPacketType.Disconnect:
                facts.IsLeft = true;
                break;
            case SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent when packet.AckId is not null:
                AskedAcks asked = facts.AskedBy(packet.EventName ?? "", packet.Direction == Direction.ClientToServer);
                asked.Asked++;
                asked.LastAtMicros = packet.AtMicros;
                _waiting[packet.Id] = asked;
                break;
            case SocketIoPacketType.Ack
            or SocketIoPacketType.BinaryAck when packet.AckOf is { } of && _waiting.Remove(of, out AskedAcks? waiting):
                waiting.Answered++;
                break;
        }
        if (type is SocketIoPacketType.BinaryEvent or SocketIoPacketType.BinaryAck)
        {
            LastBinary = packet;
        }
    }

    // Engine.IO 4: the server pings; 3: the client does. A probe is a ping with text behind it.
    private void AddHeartbeat(CapturedPacket packet)
    {
        if (packet.Size != 1)
        {
            return;
        }
        if (packet.EngineType == EngineIoPacketType.Ping)
        {
            OpenPing = packet;
        }
        else if (
            packet.EngineType == EngineIoPacketType.Pong
            && OpenPing is { } ping
            && ping.Direction != packet.Direction
        )
        {
            _roundTrips.Add(Math.Max(0, packet.AtMicros - ping.AtMicros));
            OpenPing = null;
        }
    }

    /// <summary>The facts about a namespace; very many are told together.</summary>
    public NamespaceFacts Namespace(string name)
    {
        if (_namespaces.TryGetValue(name, out NamespaceFacts? facts))
        {
            return facts;
        }
        string shown = _namespaces.Count < MaxNamespaces ? name : "other namespaces";
        if (!_namespaces.TryGetValue(shown, out facts))
        {
            facts = new NamespaceFacts(shown);
            _namespaces.Add(shown, facts);
        }
        return facts;
    }
}
