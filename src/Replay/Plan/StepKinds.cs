using SioProxy.Protocol.SocketIo;

namespace SioProxy.Replay.Plan;

/// <summary>Which packets are steps.</summary>
internal static class StepKinds
{
    public static StepKind? Of(SocketIoPacketType type) =>
        type switch
        {
            SocketIoPacketType.Connect => StepKind.Connect,
            SocketIoPacketType.ConnectError => StepKind.ConnectError,
            SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent => StepKind.Event,
            SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck => StepKind.Ack,
            SocketIoPacketType.Disconnect => StepKind.Disconnect,
            _ => null,
        };
}
