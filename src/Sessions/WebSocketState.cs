using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Sessions;

/// <summary>An established WebSocket: its two readers, and how it is being closed.</summary>
internal sealed class WebSocketState(WebSocketReaderOptions client, WebSocketReaderOptions server) : IDisposable
{
    private WebSocketReader _client = new(client);
    private WebSocketReader _server = new(server);

    /// <summary>Whether it carries Engine.IO; null while that is open.</summary>
    public bool? IsEngineIo { get; set; }

    /// <summary>Who sent the first close frame; null while none was sent.</summary>
    public ClosedBy? ClosedBy { get; private set; }

    public ushort? CloseCode { get; private set; }

    public string? CloseReason { get; private set; }

    /// <summary>Who finished its direction first without a close frame having passed; null while nobody did.</summary>
    public ClosedBy? FinBy { get; set; }

    /// <summary>Bytes that are no frames, once a direction cannot be framed any more.</summary>
    public BodyBuffer? ClientRest { get; set; }

    public BodyBuffer? ServerRest { get; set; }

    public WebSocketReader Reader(Direction direction) => direction == Direction.ClientToServer ? _client : _server;

    /// <summary>Reads a direction anew, from a frame that begins a message. False where framing or inflating was lost for good.</summary>
    public bool TryRestart(Direction direction)
    {
        WebSocketReaderOptions options = direction == Direction.ClientToServer ? client : server;
        if (Rest(direction) is not null || (options.Deflate && !options.NoContextTakeover))
        {
            return false;
        }
        Reader(direction).Dispose();
        if (direction == Direction.ClientToServer)
        {
            _client = new WebSocketReader(options);
        }
        else
        {
            _server = new WebSocketReader(options);
        }
        return true;
    }

    /// <summary>Goes past bytes of a frame of which nothing would be kept; false when that is not where the direction is.</summary>
    public bool TrySkip(Direction direction, long bytes) =>
        Rest(direction)?.TrySkip(bytes) ?? Reader(direction).TrySkip(bytes);

    public BodyBuffer? Rest(Direction direction) => direction == Direction.ClientToServer ? ClientRest : ServerRest;

    public void OnCloseFrame(ClosedBy by, ushort? code, string? reason)
    {
        if (ClosedBy is null && FinBy is null) // behind the other side's FIN it closes nothing any more
        {
            ClosedBy = by;
            CloseCode = code;
            CloseReason = reason;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }
}
