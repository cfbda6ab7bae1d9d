using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>One session, as far as its exported rows tell.</summary>
internal sealed class SessionOutline(long key, string sid)
{
    private const string UsualPath = "/socket.io/";
    private CapturedRow? _first;
    private CapturedPacket? _firstPacket;
    private EngineIoHandshake? _handshake;
    private string? _path;
    private long _lastAt;
    private long? _upgradedAt;
    private CapturedClose? _close;
    private long _clientPackets;
    private long _serverPackets;
    private long _clientBytes;
    private long _serverBytes;

    public long Key => key;

    /// <summary>Whether its open packet came.</summary>
    public bool HasOpened { get; set; }

    public void Add(CapturedRow row)
    {
        _first ??= row;
        _lastAt = Math.Max(_lastAt, row.AtMicros);
        switch (row)
        {
            case CapturedPacket packet:
                _firstPacket ??= packet;
                Add(packet);
                break;
            case CapturedClose close:
                _close = close;
                break;
            case CapturedHttp http:
                _path ??= http.Path.Split('?')[0];
                break;
        }
    }

    public SessionEntry ToEntry()
    {
        // The WebSocket's end is the session's, when nothing of it came later.
        bool isOver = _close is { } close && close.AtMicros >= _lastAt && IsLast(close);
        return new SessionEntry
        {
            Key = key,
            Sid = sid,
            Version = _firstPacket?.Version ?? EngineIoVersion.V4,
            ClaimedVersion = (int?)_firstPacket?.Version,
            Client = _first!.Client,
            Node = _first.Node,
            Path = _path ?? UsualPath,
            OpenedAtMicros = _first.AtMicros,
            FirstTransport = _firstPacket?.Transport ?? Transport.Polling,
            UpgradedAtMicros = _upgradedAt,
            PingIntervalMillis = _handshake?.PingIntervalMillis,
            PingTimeoutMillis = _handshake?.PingTimeoutMillis,
            MaxPayload = _handshake?.MaxPayload,
            LastAtMicros = _lastAt,
            EndedAtMicros = isOver ? _close!.AtMicros : null,
            EndedBy = isOver ? _close!.By : null,
            EndReason = isOver ? "transport close" : null,
            ClientPackets = _clientPackets,
            ServerPackets = _serverPackets,
            ClientBytes = _clientBytes,
            ServerBytes = _serverBytes,
        };
    }

    private bool IsLast(CapturedClose close) =>
        _firstPacket?.Transport == Transport.WebSocket || _upgradedAt is not null || close.How != CloseHow.Frame;

    private void Add(CapturedPacket packet)
    {
        if (packet.Direction == Direction.ClientToServer)
        {
            _clientPackets++;
            _clientBytes += packet.Size;
            if (packet.EngineType == EngineIoPacketType.Upgrade)
            {
                _upgradedAt ??= packet.AtMicros;
            }
            return;
        }
        _serverPackets++;
        _serverBytes += packet.Size;
        if (packet.EngineType == EngineIoPacketType.Open && _handshake is null && packet.Raw.Length > 1)
        {
            _ = EngineIoHandshake.TryParse(packet.Raw[1..], out _handshake);
        }
    }
}
