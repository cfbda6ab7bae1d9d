namespace SioProxy.Protocol;

/// <summary>The codes of <see cref="DecodeFault"/>. They appear in exports: their meaning never changes.</summary>
public static class FaultCode
{
    /// <summary>The bytes after a 101 are no WebSocket frames (an HTTP response written into the stream, say).</summary>
    public const string NotWebSocket = "not-websocket";

    /// <summary>A WebSocket frame breaks RFC 6455 (reserved bits or opcodes, bad control frame, bad continuation).</summary>
    public const string WebSocketFrame = "websocket-frame";

    /// <summary>A permessage-deflate message does not inflate (RFC 7692).</summary>
    public const string WebSocketDeflate = "websocket-deflate";

    /// <summary>A body does not decode by its Content-Encoding.</summary>
    public const string ContentEncoding = "content-encoding";

    /// <summary>A polling body is not a payload of either Engine.IO version.</summary>
    public const string Payload = "payload";

    /// <summary>A JSONP body lacks its wrapping, or its string does not unescape.</summary>
    public const string Jsonp = "jsonp";

    /// <summary>An Engine.IO packet is empty or of an unknown type.</summary>
    public const string EngineIoPacket = "engine-packet";

    /// <summary>The data of an Engine.IO open packet is not the JSON that the protocol asks for.</summary>
    public const string Handshake = "handshake";

    /// <summary>A Socket.IO packet's type digit is unknown.</summary>
    public const string SocketIoType = "socket-type";

    /// <summary>The attachment count of a binary packet is missing, not a number, or out of range.</summary>
    public const string AttachmentCount = "attachment-count";

    /// <summary>A Socket.IO packet's JSON does not parse, or has a shape that its type forbids.</summary>
    public const string SocketIoPayload = "socket-payload";

    /// <summary>A binary message came although no attachment was awaited, or a text message although one was.</summary>
    public const string AttachmentOrder = "attachment-order";

    /// <summary>Attachments were still awaited when the session, or what could be followed of it, ended.</summary>
    public const string AttachmentMissing = "attachment-missing";

    /// <summary>A placeholder names no attachment of its packet.</summary>
    public const string Placeholder = "placeholder";

    /// <summary>A msgpack message is malformed, or is no Socket.IO packet.</summary>
    public const string MessagePack = "msgpack";

    /// <summary>Text is not valid UTF-8.</summary>
    public const string Utf8 = "utf-8";
}
