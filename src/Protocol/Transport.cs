namespace SioProxy.Protocol;

/// <summary>The Engine.IO transports that travel over HTTP. Stored as is: the values never change.</summary>
public enum Transport : byte
{
    /// <summary>HTTP long-polling, JSONP included.</summary>
    Polling = 0,

    /// <summary>WebSocket (RFC 6455), over HTTP/1.1 or HTTP/2.</summary>
    WebSocket = 1,
}
