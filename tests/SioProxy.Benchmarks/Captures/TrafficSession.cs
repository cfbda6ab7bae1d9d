using System.Globalization;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Benchmarks.Captures;

/// <summary>One session of the generated traffic, and what it still has to say.</summary>
internal sealed class TrafficSession(long key, long connection, EngineIoVersion version, int user, int packets)
{
    private long _clientPackets;
    private long _serverPackets;
    private long _clientBytes;
    private long _serverBytes;
    private long _openedAt;
    private long _lastAt;
    private long? _upgradedAt;
    private long _heartbeats;

    public long Key { get; } = key;

    /// <summary>The polling exchange of the handshake; the WebSocket's id is the next one.</summary>
    public long Connection { get; } = connection;

    public EngineIoVersion Version { get; } = version;

    public int User { get; } = user;

    public string Sid { get; } =
        string.Create(CultureInfo.InvariantCulture, $"{(ulong)key * 0x9E3779B97F4A7C15:x16}AAAB");

    public string Client { get; } =
        string.Create(CultureInfo.InvariantCulture, $"10.0.{user % 200 / 40}.{user % 40 + 1}");

    public string Node { get; } = string.Create(CultureInfo.InvariantCulture, $"http://10.1.0.{key % 3 + 1}:3000");

    /// <summary>How many packets are left of it.</summary>
    public int Left { get; set; } = packets;

    /// <summary>How far its opening has come.</summary>
    public int Step { get; set; }

    /// <summary>The next ack id.</summary>
    public long NextAck { get; set; }

    /// <summary>Events that wait for their ack, oldest first.</summary>
    public Queue<(CapturedPacket Event, bool IsBinary)> Asked { get; } = new();

    /// <summary>Whether a ping waits for its pong.</summary>
    public bool IsPinged { get; set; }

    public CapturedPacket Packet(
        long id,
        long at,
        Direction direction,
        EngineIoPacketType engineType,
        byte[] raw,
        (SocketIoPacketType Type, string Namespace, string? Event, long? Ack)? socket = null,
        DecodeFault? fault = null,
        byte[]? attachment = null,
        (long Row, long Latency)? answers = null
    )
    {
        bool isPolling =
            _upgradedAt is null
            && engineType is not (EngineIoPacketType.Ping or EngineIoPacketType.Pong or EngineIoPacketType.Upgrade);
        long size = raw.Length + (attachment?.Length ?? 0);
        Count(at, direction, size);
        if (engineType == EngineIoPacketType.Upgrade)
        {
            _upgradedAt = at;
        }
        _heartbeats += engineType == EngineIoPacketType.Pong && raw.Length == 1 ? 1 : 0;
        return new CapturedPacket
        {
            Id = id,
            AtMicros = at,
            Connection = isPolling ? Connection : Connection + 1,
            SessionKey = Key,
            Session = Sid,
            Client = Client,
            Node = Node,
            Direction = direction,
            Transport = isPolling ? Transport.Polling : Transport.WebSocket,
            Version = Version,
            EngineType = engineType,
            Type = socket?.Type,
            Namespace = socket?.Namespace,
            EventName = socket?.Event,
            AckId = socket?.Ack,
            AckOf = answers?.Row,
            LatencyMicros = answers?.Latency,
            Size = size,
            Raw = raw,
            Attachments = attachment is null ? [] : [attachment],
            Fault = fault,
        };
    }

    public CapturedClose Close(long id, long at) =>
        new()
        {
            Id = id,
            AtMicros = at,
            Connection = Connection + 1,
            SessionKey = Key,
            Session = Sid,
            Client = Client,
            Node = Node,
            By = ClosedBy.Client,
            How = Key % 7 == 0 ? CloseHow.Reset : CloseHow.Frame,
            Code = Key % 7 == 0 ? null : 1001,
            Reason = Key % 7 == 0 ? null : "going away",
        };

    public SessionEntry ToEntry(bool isEnded) =>
        new()
        {
            Key = Key,
            Sid = Sid,
            Version = Version,
            ClaimedVersion = (int)Version,
            Client = Client,
            Node = Node,
            Path = "/socket.io/",
            OpenedAtMicros = _openedAt,
            FirstTransport = Transport.Polling,
            UpgradedAtMicros = _upgradedAt,
            PingIntervalMillis = 25_000,
            PingTimeoutMillis = 20_000,
            MaxPayload = 1_000_000,
            LastAtMicros = _lastAt,
            EndedAtMicros = isEnded ? _lastAt : null,
            EndedBy = isEnded ? ClosedBy.Client : null,
            EndReason = isEnded ? "transport close" : null,
            ClientPackets = _clientPackets,
            ServerPackets = _serverPackets,
            ClientBytes = _clientBytes,
            ServerBytes = _serverBytes,
            Heartbeat = _heartbeats == 0 ? null : new HeartbeatTimes(_heartbeats, 800, 1500, 90_000),
        };

    /// <summary>The connections that it goes over.</summary>
    public IEnumerable<ConnectionEntry> Connections(long at) =>
        [
            ConnectionOf(Connection, at, Transport.Polling, 200),
            ConnectionOf(Connection + 1, at, Transport.WebSocket, 101),
        ];

    private ConnectionEntry ConnectionOf(long id, long at, Transport transport, int status) =>
        new()
        {
            Id = id,
            OpenedAtMicros = at,
            Client = Client,
            Node = Node,
            Transport = transport,
            SessionKey = Key,
            Method = "GET",
            Target =
                $"/socket.io/?EIO={(int)Version}&transport={(transport == Transport.Polling ? "polling" : "websocket")}",
            HttpVersion = "1.1",
            RequestHeaders =
            [
                new HttpHeader("Host", "chat.example"),
                new HttpHeader("User-Agent", "Mozilla/5.0"),
                new HttpHeader("Origin", "https://chat.example"),
            ],
            Status = status,
            ResponseHeaders =
            [
                new HttpHeader("Content-Type", "text/plain; charset=UTF-8"),
                new HttpHeader("Cache-Control", "no-store"),
            ],
        };

    private void Count(long at, Direction direction, long size)
    {
        _openedAt = _openedAt == 0 ? at : _openedAt;
        _lastAt = at;
        if (direction == Direction.ClientToServer)
        {
            _clientPackets++;
            _clientBytes += size;
        }
        else
        {
            _serverPackets++;
            _serverBytes += size;
        }
    }
}
