using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Storage;

/// <summary>The words that exports and listings use for enumerations. A value from a damaged file has its number as its word.</summary>
public static class RowNames
{
    /// <summary><c>packet</c>, <c>message</c>, <c>http</c>, <c>close</c> or <c>gap</c>.</summary>
    public static string Of(RowKind kind) =>
        kind switch
        {
            RowKind.Packet => "packet",
            RowKind.Message => "message",
            RowKind.Http => "http",
            RowKind.Close => "close",
            RowKind.Gap => "gap",
            _ => kind.ToString(),
        };

    /// <summary><c>client</c> or <c>server</c>: who sent it.</summary>
    public static string Of(Direction direction) => direction == Direction.ClientToServer ? "client" : "server";

    /// <summary><c>polling</c> or <c>websocket</c>.</summary>
    public static string Of(Transport transport) => transport == Transport.Polling ? "polling" : "websocket";

    /// <summary><c>open close ping pong message upgrade noop</c>.</summary>
    public static string Of(EngineIoPacketType type) =>
        type switch
        {
            EngineIoPacketType.Open => "open",
            EngineIoPacketType.Close => "close",
            EngineIoPacketType.Ping => "ping",
            EngineIoPacketType.Pong => "pong",
            EngineIoPacketType.Message => "message",
            EngineIoPacketType.Upgrade => "upgrade",
            EngineIoPacketType.Noop => "noop",
            _ => type.ToString(),
        };

    /// <summary>The type in capitals, words joined by underscores.</summary>
    public static string Of(SocketIoPacketType type) =>
        type switch
        {
            SocketIoPacketType.Connect => "CONNECT",
            SocketIoPacketType.Disconnect => "DISCONNECT",
            SocketIoPacketType.Event => "EVENT",
            SocketIoPacketType.Ack => "ACK",
            SocketIoPacketType.ConnectError => "CONNECT_ERROR",
            SocketIoPacketType.BinaryEvent => "BINARY_EVENT",
            SocketIoPacketType.BinaryAck => "BINARY_ACK",
            _ => type.ToString(),
        };

    /// <summary><c>client</c>, <c>server</c> or <c>proxy</c>.</summary>
    public static string Of(ClosedBy by) =>
        by switch
        {
            ClosedBy.Client => "client",
            ClosedBy.Server => "server",
            ClosedBy.Proxy => "proxy",
            _ => by.ToString(),
        };

    /// <summary><c>frame</c>, <c>fin</c>, <c>reset</c> or <c>timeout</c>.</summary>
    public static string Of(CloseHow how) =>
        how switch
        {
            CloseHow.Frame => "frame",
            CloseHow.Fin => "fin",
            CloseHow.Reset => "reset",
            CloseHow.Timeout => "timeout",
            _ => how.ToString(),
        };

    /// <summary>What a row is, in a word: its Socket.IO type, else its Engine.IO type, else its kind.</summary>
    public static string TypeOf(CapturedRow row) =>
        row switch
        {
            CapturedPacket { Type: { } type } => Of(type),
            CapturedPacket { EngineType: { } engineType } => Of(engineType),
            null => throw new ArgumentNullException(nameof(row)),
            _ => Of(row.Kind),
        };

    /// <summary>Whether a packet is an event, with attachments or without.</summary>
    public static bool IsEvent(CapturedPacket packet) =>
        packet is { Type: SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent };
}
