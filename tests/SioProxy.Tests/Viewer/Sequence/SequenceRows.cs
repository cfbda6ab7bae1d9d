using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Tests.Storage;

namespace SioProxy.Tests.Viewer.Sequence;

/// <summary>Rows for sequence diagrams; times are milliseconds after <see cref="Rows.Start"/>.</summary>
internal static class SequenceRows
{
    public static CapturedPacket Event(
        long id,
        double at,
        string name,
        long? ack = null,
        long? answeredBy = null,
        bool fromServer = false,
        long session = 1
    ) =>
        Packet(
            id,
            at,
            SocketIoPacketType.Event,
            fromServer,
            $"42{ack}[\"{name}\",{id}]",
            name,
            ack,
            answeredBy: answeredBy,
            session: session
        );

    public static CapturedPacket Ack(long id, double at, long ack, long of, double latency, bool fromServer = true) =>
        Packet(id, at, SocketIoPacketType.Ack, fromServer, $"43{ack}[true]", null, ack, of, (long)(latency * 1000));

    public static CapturedPacket Heartbeat(long id, double at, bool isPong = false, long session = 1) =>
        new()
        {
            Id = id,
            AtMicros = Rows.Start + (long)(at * 1000),
            Connection = 1,
            SessionKey = session,
            Session = "sid" + session,
            Client = "10.0.0.7",
            Node = "http://node",
            Direction = isPong ? Direction.ClientToServer : Direction.ServerToClient,
            Transport = Transport.WebSocket,
            Version = EngineIoVersion.V4,
            EngineType = isPong ? EngineIoPacketType.Pong : EngineIoPacketType.Ping,
            Size = 1,
            Raw = Rows.Utf8(isPong ? "3" : "2"),
        };

    public static CapturedClose Close(long id, double at) =>
        new()
        {
            Id = id,
            AtMicros = Rows.Start + (long)(at * 1000),
            Connection = 1,
            SessionKey = 1,
            Session = "sid1",
            Client = "10.0.0.7",
            By = ClosedBy.Server,
            How = CloseHow.Frame,
            Code = 1000,
            Reason = "bye\u001b[31m",
        };

    public static CapturedGap Gap(long id, double at) =>
        new()
        {
            Id = id,
            AtMicros = Rows.Start + (long)(at * 1000),
            Connection = 1,
            SessionKey = 1,
            Session = "sid1",
            Client = "10.0.0.7",
            FromMicros = 0,
            Why = "the queue was full",
        };

    public static CapturedPacket Packet(
        long id,
        double at,
        SocketIoPacketType type,
        bool fromServer,
        string raw,
        string? name = null,
        long? ack = null,
        long? of = null,
        long? latency = null,
        long? answeredBy = null,
        DecodeFault? fault = null,
        long session = 1
    ) =>
        new()
        {
            Id = id,
            AtMicros = Rows.Start + (long)(at * 1000),
            Connection = 1,
            SessionKey = session,
            Session = "sid" + session,
            Client = "10.0.0.7",
            Node = "http://node",
            Direction = fromServer ? Direction.ServerToClient : Direction.ClientToServer,
            Transport = Transport.WebSocket,
            Version = EngineIoVersion.V4,
            EngineType = EngineIoPacketType.Message,
            Type = type,
            Namespace = "/",
            EventName = name,
            AckId = ack,
            AckOf = of,
            LatencyMicros = latency,
            AnsweredBy = answeredBy,
            Size = raw.Length,
            Raw = Rows.Utf8(raw),
            Fault = fault,
        };
}
