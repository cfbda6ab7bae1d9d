using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>What the rows of one session tell, gathered row by row. Its size does not grow with the traffic.</summary>
internal sealed class SessionFacts(long key)
{
    private const int MaxNamespaces = 100;
    private const int MaxRefusals = 20;

    private readonly Dictionary<string, NamespaceFacts> _namespaces = new(StringComparer.Ordinal);
    private Dictionary<long, AskedAcks>? _waiting;
    private List<Refusal>? _refusals;
    private RoundTrips? _roundTrips;
    private UpgradeFacts? _upgrade;
    private EchoFacts? _echoes;
    private SpokenFacts? _spoken;
    private DoubledFacts? _doubled;
    private TwinFacts? _twins;
    private HashSet<string>? _issuedPids;

    public long Key => key;

    /// <summary>Brought up to date from outside: counters, and how it ended.</summary>
    public SessionEntry? Entry { get; set; }

    /// <summary>The connection of its first row: the handshake's.</summary>
    public long FirstConnection { get; private set; }

    public long FirstRow { get; private set; }

    /// <summary>Whether its first row is the server's open packet, so that its beginning is in the capture.</summary>
    public bool HasBeginning { get; private set; }

    /// <summary>Whether anything of it came over another connection than the handshake's, or from the client.</summary>
    public bool IsUsed { get; private set; }

    public UpgradeFacts Upgrade => _upgrade ?? UpgradeFacts.None;

    public EchoFacts Echoes => _echoes ?? EchoFacts.None;

    public SpokenFacts Spoken => _spoken ?? SpokenFacts.None;

    public DoubledFacts Doubled => _doubled ?? DoubledFacts.None;

    /// <summary>Another living session that receives what this one does; null without.</summary>
    public Twin? Twin { get; set; }

    /// <summary>Whether more living sessions gave the same auth than one client has.</summary>
    public bool IsAuthShared => _twins is { IsShared: true };

    /// <summary>The handshake's <c>User-Agent</c>; null when it is not known.</summary>
    public string? Agent { get; set; }

    /// <summary>The client's first Socket.IO packet.</summary>
    public RowNote? FirstFromClient { get; private set; }

    /// <summary>The server's first Socket.IO packet.</summary>
    public RowNote? FirstFromServer { get; private set; }

    public IReadOnlyCollection<NamespaceFacts> Namespaces => _namespaces.Values;

    public IReadOnlyList<Refusal> Refusals => _refusals ?? [];

    public HeartbeatSample? Heartbeat => _roundTrips?.ToSample();

    /// <summary>The latest end of one of its connections.</summary>
    public CapturedClose? Close { get; private set; }

    /// <summary>The latest packet that could not be decoded.</summary>
    public RowNote? Fault { get; private set; }

    public long Gaps { get; private set; }

    /// <summary>A ping that no pong has followed.</summary>
    public RowNote? OpenPing { get; private set; }

    public long LastClientPacketMicros { get; private set; }

    public long LastServerPacketMicros { get; private set; }

    /// <summary>The client's largest packet.</summary>
    public RowNote? Largest { get; private set; }

    /// <summary>The latest packet with attachments.</summary>
    public RowNote? LastBinary { get; private set; }

    /// <summary>How many attachments that one has; null while nobody has looked.</summary>
    public int? LastAttachments { get; set; }

    /// <summary>The client's CONNECT that came first, and what it says of the client.</summary>
    public string? Auth { get; set; }

    /// <summary>What connection state recovery was asked for; null without.</summary>
    public RecoveryFacts? Recovery { get; set; }

    /// <summary>The private ids of connection state recovery that it was given.</summary>
    public IReadOnlySet<string> IssuedPids => _issuedPids ?? SpokenFacts.NoNames;

    public bool HasClientConnect { get; set; }

    public long Unanswered => _waiting?.Count ?? 0;

    /// <summary>For each event that waits for acks, the first row that does.</summary>
    public Dictionary<AskedAcks, long> FirstWaiting()
    {
        var first = new Dictionary<AskedAcks, long>();
        foreach ((long row, AskedAcks acks) in _waiting ?? [])
        {
            first[acks] = first.TryGetValue(acks, out long known) ? Math.Min(known, row) : row;
        }
        return first;
    }

    public void Add(in PlainRow row)
    {
        if (FirstRow == 0)
        {
            FirstRow = row.Id;
            FirstConnection = row.Connection;
            HasBeginning = row.EngineType == EngineIoPacketType.Open;
        }
        IsUsed |= row.Connection != FirstConnection || row.Direction == Direction.ClientToServer;
        switch (row.Kind)
        {
            case RowKind.Packet:
                AddPacket(row);
                break;
            case RowKind.Gap:
                Gaps++;
                break;
        }
    }

    public void Add(CapturedClose close) => Close = close;

    public void Add(Refusal refusal)
    {
        IsUsed = true;
        if (Refusals.Count < MaxRefusals)
        {
            (_refusals ??= []).Add(refusal);
        }
    }

    /// <summary>Puts it among the sessions that gave the same auth.</summary>
    public void Join(TwinFacts twins)
    {
        _twins = twins;
        twins.Join(this);
    }

    public void AddPid(string pid) => (_issuedPids ??= new HashSet<string>(StringComparer.Ordinal)).Add(pid);

    private void AddPacket(in PlainRow packet)
    {
        if (packet.Direction == Direction.ClientToServer)
        {
            LastClientPacketMicros = packet.AtMicros;
            Largest = Largest is { } largest && packet.Size <= largest.Size ? largest : new RowNote(packet);
        }
        else
        {
            LastServerPacketMicros = packet.AtMicros;
        }
        Fault = packet.FaultCode is null ? Fault : new RowNote(packet);
        AddHeartbeat(packet);
        if (UpgradeFacts.IsPart(packet))
        {
            (_upgrade ??= new UpgradeFacts()).Add(packet);
        }
        if (packet.Type is not { } type || packet.Namespace is not { } name)
        {
            return;
        }
        NamespaceFacts facts = Namespace(name);
        facts.Bytes += packet.Size;
        if (packet.Direction == Direction.ClientToServer)
        {
            facts.ClientPackets++;
            FirstFromClient ??= new RowNote(packet);
        }
        else
        {
            facts.ServerPackets++;
            FirstFromServer ??= new RowNote(packet);
        }
        if (packet.IsEvent)
        {
            (_echoes ??= new EchoFacts()).Add(packet);
            (_spoken ??= new SpokenFacts()).Add(packet);
            (_doubled ??= new DoubledFacts()).Add(packet);
            _twins?.Add(this, packet);
        }
        AddTyped(packet, type, facts);
    }

    private void AddTyped(in PlainRow packet, SocketIoPacketType type, NamespaceFacts facts)
    {
        if (
            packet is { IsEvent: true, Direction: Direction.ClientToServer }
            && facts is { IsJoined: false, IsLeft: false }
        )
        {
            facts.IsEarlyAfterAsking = facts.Early is null ? facts.IsAskedFor : facts.IsEarlyAfterAsking;
            facts.Early ??= new RowNote(packet);
        }
        switch (type)
        {
            case SocketIoPacketType.Connect when packet.Direction == Direction.ServerToClient:
                facts.IsJoined = true;
                break;
            case SocketIoPacketType.Connect:
                HasClientConnect = true;
                facts.IsAskedFor = true;
                break;
            case SocketIoPacketType.Disconnect:
                facts.IsLeft = true;
                break;
            case SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent when packet.AsksForAck:
                AskedAcks asked = facts.AskedBy(packet.EventName ?? "", packet.Direction == Direction.ClientToServer);
                asked.Asked++;
                asked.LastAtMicros = packet.AtMicros;
                (_waiting ??= [])[packet.Id] = asked;
                break;
            case SocketIoPacketType.Ack
            or SocketIoPacketType.BinaryAck
                when packet.AckOf is { } of && _waiting?.Remove(of, out AskedAcks? waiting) == true:
                waiting!.Answered++;
                break;
        }
        if (type is SocketIoPacketType.BinaryEvent or SocketIoPacketType.BinaryAck)
        {
            LastBinary = new RowNote(packet);
            LastAttachments = null;
        }
    }

    // Engine.IO 4: the server pings; 3: the client does. A probe is a ping with text behind it.
    private void AddHeartbeat(in PlainRow packet)
    {
        if (packet.Size != 1)
        {
            return;
        }
        if (packet.EngineType == EngineIoPacketType.Ping)
        {
            OpenPing = new RowNote(packet);
        }
        else if (
            packet.EngineType == EngineIoPacketType.Pong
            && OpenPing is { } ping
            && ping.Direction != packet.Direction
        )
        {
            (_roundTrips ??= new RoundTrips()).Add(Math.Max(0, packet.AtMicros - ping.AtMicros));
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
