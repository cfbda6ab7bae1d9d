using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Filtering;

/// <summary>Decides <c>type:</c>.</summary>
internal static class TypeTest
{
    public static bool IsMatch(FilterType type, CapturedRow row) =>
        row switch
        {
            CapturedPacket packet => type == FilterType.Packet || IsMatch(type, packet),
            CapturedMessage => type == FilterType.Message,
            CapturedHttp => type == FilterType.Http,
            CapturedClose => type == FilterType.Close,
            CapturedGap => type == FilterType.Gap,
            _ => false,
        };

    private static bool IsMatch(FilterType type, CapturedPacket packet) =>
        type switch
        {
            FilterType.Event => packet.Type is SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent,
            FilterType.Ack => packet.Type is SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck,
            FilterType.Connect => packet.Type == SocketIoPacketType.Connect,
            FilterType.ConnectError => packet.Type == SocketIoPacketType.ConnectError,
            FilterType.Disconnect => packet.Type == SocketIoPacketType.Disconnect,
            FilterType.BinaryEvent => packet.Type == SocketIoPacketType.BinaryEvent,
            FilterType.BinaryAck => packet.Type == SocketIoPacketType.BinaryAck,
            FilterType.Open => packet.EngineType == EngineIoPacketType.Open,
            FilterType.Close => packet.EngineType == EngineIoPacketType.Close,
            FilterType.Ping => packet.EngineType == EngineIoPacketType.Ping,
            FilterType.Pong => packet.EngineType == EngineIoPacketType.Pong,
            FilterType.Upgrade => packet.EngineType == EngineIoPacketType.Upgrade,
            FilterType.Noop => packet.EngineType == EngineIoPacketType.Noop,
            FilterType.Message => packet.EngineType == EngineIoPacketType.Message && packet.Type is null,
            _ => false,
        };
}
