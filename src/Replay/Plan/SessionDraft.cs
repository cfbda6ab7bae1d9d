using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Replay.Plan;

/// <summary>A session while its rows are being read.</summary>
internal sealed class SessionDraft(SessionEntry entry, ConnectionEntry? handshake)
{
    private readonly List<SocketDraft> _sockets = [];
    private readonly Dictionary<string, SocketDraft> _open = new(StringComparer.Ordinal);
    private SocketIoParser _parser;
    private bool? _offersUpgrade;

    public SessionEntry Entry => entry;

    public ConnectionEntry? Handshake => handshake;

    public void NoteParser(CapturedPacket packet)
    {
        if (packet.Parser != SocketIoParser.Default)
        {
            _parser = packet.Parser;
        }
    }

    public void NoteOpen(CapturedPacket packet)
    {
        if (packet.EngineType == EngineIoPacketType.Open && PacketContent.Data(packet) is { } data)
        {
            JsonElement open = StepArguments.Parse(data);
            _offersUpgrade =
                CapturedJson.Find(open, "upgrades") is { ValueKind: JsonValueKind.Array } upgrades
                && upgrades.GetArrayLength() > 0;
        }
    }

    public void Add(CapturedPacket packet, ReplayStep step)
    {
        string name = packet.Namespace ?? "/";
        // A client's CONNECT for a namespace that was left begins a new socket; the server's (protocol 4, recovery) may come first.
        bool begins =
            !_open.TryGetValue(name, out SocketDraft? socket)
            || (step.Kind == StepKind.Connect && step.From == Direction.ClientToServer && socket.IsOver);
        if (begins)
        {
            socket = new SocketDraft(name);
            _sockets.Add(socket);
            _open[name] = socket;
        }
        socket!.Query ??= packet.NamespaceQuery;
        socket.Steps.Add(step);
        socket.IsOver |= step.Kind is StepKind.Disconnect or StepKind.ConnectError;
    }

    /// <summary>The <c>auth</c> of the first CONNECT, as its JSON text: what tells one person's sessions from another's.</summary>
    public string? Auth =>
        _sockets
            .SelectMany(socket => socket.Steps)
            .Where(step => step is { Kind: StepKind.Connect, From: Direction.ClientToServer })
            .Select(step => ClientIdentity.OfAuth(ClientChain.Payload(step)))
            .FirstOrDefault();

    public ReplaySession Build() =>
        new()
        {
            Sid = entry.Sid,
            Version = entry.Version,
            Parser = _parser,
            FirstTransport = entry.FirstTransport,
            IsUpgraded = entry.UpgradedAtMicros is not null,
            OffersUpgrade = _offersUpgrade,
            PingIntervalMillis = entry.PingIntervalMillis,
            PingTimeoutMillis = entry.PingTimeoutMillis,
            MaxPayload = entry.MaxPayload,
            Path = entry.Path,
            Query = HandshakeRequest.Query(handshake),
            Headers = HandshakeRequest.Headers(handshake),
            Cookie = HandshakeRequest.Cookie(handshake),
            OpenedAtMicros = entry.OpenedAtMicros,
            End = entry is { EndedAtMicros: { } at, EndedBy: { } by } ? new SessionEnd(at, by, entry.EndReason) : null,
            Sockets = [.. _sockets.Select(socket => new ReplaySocket(socket.Namespace, socket.Query, socket.Steps))],
        };

    private sealed class SocketDraft(string name)
    {
        public string Namespace => name;

        public string? Query { get; set; }

        public bool IsOver { get; set; }

        public List<ReplayStep> Steps { get; } = [];
    }
}
