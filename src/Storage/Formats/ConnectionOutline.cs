using System.Globalization;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>One connection, as far as its exported rows tell.</summary>
internal sealed class ConnectionOutline(CapturedRow first)
{
    private CapturedPacket? _packet;
    private CapturedHttp? _http;
    private long? _endedAt;
    private bool _isPlainWebSocket;
    private long? _sessionKey = first.SessionKey;
    private string? _sid = first.Session;

    public void Add(CapturedRow row)
    {
        _packet ??= row as CapturedPacket;
        _http ??= row as CapturedHttp;
        _isPlainWebSocket |= row is CapturedMessage;
        _endedAt = row is CapturedClose ? row.AtMicros : _endedAt;
        _sessionKey ??= row.SessionKey;
        _sid ??= row.Session;
    }

    public ConnectionEntry ToEntry()
    {
        bool isWebSocket = _isPlainWebSocket || _packet?.Transport == Transport.WebSocket;
        bool isPost = _http is null && _packet is { Transport: Transport.Polling, Direction: Direction.ClientToServer };
        return new ConnectionEntry
        {
            Id = first.Connection,
            OpenedAtMicros = first.AtMicros,
            Client = first.Client,
            Node = first.Node,
            Transport = _packet?.Transport,
            SessionKey = _sessionKey,
            Method = _http?.Method ?? (isPost ? "POST" : "GET"),
            Target = _http?.Path ?? TargetOf(isWebSocket),
            HttpVersion = "1.1",
            RequestHeaders = [],
            Status =
                _http is not null ? _http.Status
                : isWebSocket ? 101
                : 200,
            EndedAtMicros = _endedAt,
        };
    }

    // A handshake's request has no sid.
    private string TargetOf(bool isWebSocket)
    {
        if (_packet is null)
        {
            return "/";
        }
        bool isHandshake = _packet.EngineType == Protocol.EngineIo.EngineIoPacketType.Open;
        string sid = isHandshake || _sid is null ? "" : $"&sid={Uri.EscapeDataString(_sid)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"/socket.io/?EIO={(int)_packet.Version}&transport={(isWebSocket ? "websocket" : "polling")}{sid}"
        );
    }
}
