using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Tests.Filtering;

/// <summary>The rows of <see cref="FilterExamples"/>: their raw text is what the real peers send, their columns say the same.</summary>
internal static class FilterExampleRows
{
    private const Direction Client = Direction.ClientToServer;
    private const Direction Server = Direction.ServerToClient;

    /// <summary>Made anew each time: whoever writes them into a capture gives them ids of its own.</summary>
#pragma warning disable MA0051 // a table, not a method
    public static IReadOnlyList<CapturedRow> All =>
        [
            Engine(1, Server, EngineIoPacketType.Open, OpenText, Transport.Polling),
            Socket(2, Client, SocketIoPacketType.Connect, "40", transport: Transport.Polling),
            Socket(
                3,
                Client,
                SocketIoPacketType.Event,
                """420["chat_message",{"room":"lobby","text":"says \"hi\""},{"price":99.5}]""",
                name: "chat_message",
                ack: 0,
                answeredBy: 4
            ),
            Socket(4, Server, SocketIoPacketType.Ack, """430["ok"]""", ack: 0, ackOf: 3, latency: 20_000),
            Socket(
                5,
                Server,
                SocketIoPacketType.Event,
                """42/admin,["user_joined",{"id":42,"name":"J\u00fcrgen","tags":["old","new"]}]""",
                ns: "/admin",
                name: "user_joined"
            ),
            Socket(
                6,
                Client,
                SocketIoPacketType.Event,
                """421["chat_message",{"room":"kitchen"},{"price":150}]""",
                name: "chat_message",
                ack: 1
            ),
            Socket(
                7,
                Server,
                SocketIoPacketType.Event,
                """42/admin,["user_left",{"id":"42","a key":true,"gone":null}]""",
                ns: "/admin",
                name: "user_left"
            ),
            Socket(8, Server, SocketIoPacketType.Event, "42[7,10]", name: "7", isNumeric: true),
            Socket(
                9,
                Client,
                SocketIoPacketType.BinaryEvent,
                """451-2["upload",{"_placeholder":true,"num":0}]""",
                name: "upload",
                ack: 2,
                answeredBy: 10,
                attachment: 20 * 1024
            ),
            Socket(
                10,
                Server,
                SocketIoPacketType.BinaryAck,
                """461-2[{"_placeholder":true,"num":0}]""",
                ack: 2,
                ackOf: 9,
                latency: 1_500_000,
                attachment: 3
            ),
            Engine(11, Server, EngineIoPacketType.Ping, "2"),
            Engine(12, Client, EngineIoPacketType.Pong, "3"),
            Engine(13, Server, EngineIoPacketType.Pong, "3probe"),
            Engine(
                14,
                Client,
                EngineIoPacketType.Message,
                "49[]",
                new DecodeFault(FaultCode.SocketIoType, "No such type.")
            ),
            Socket(
                15,
                Client,
                SocketIoPacketType.Connect,
                """40/admin,{"userId":7,"token":"[redacted:0a1b2c3d]"}""",
                ns: "/admin",
                redacted: "auth.token"
            ),
            Socket(
                16,
                Server,
                SocketIoPacketType.ConnectError,
                """44{"message":"jwt expired"}""",
                version: EngineIoVersion.V3
            ),
            new CapturedMessage
            {
                Id = 17,
                AtMicros = At(17),
                Connection = 3,
                Client = "10.0.0.7",
                Node = FilterExamples.Node,
                Direction = Client,
                Size = 17,
                Data = Encoding.UTF8.GetBytes("""{"hello":"world"}"""),
                IsBinary = false,
                Truncated = true,
            },
            new CapturedHttp
            {
                Id = 18,
                AtMicros = At(18),
                Connection = 4,
                Client = "10.0.0.7",
                Node = FilterExamples.Node,
                Method = "GET",
                Path = "/socket.io/?EIO=4&transport=polling&sid=unknown",
                Status = 400,
                Body = Encoding.UTF8.GetBytes("""{"code":1,"message":"Session ID unknown"}"""),
            },
            new CapturedClose
            {
                Id = 19,
                AtMicros = At(19),
                Connection = 3,
                Client = "10.0.0.7",
                Node = FilterExamples.Node,
                By = ClosedBy.Client,
                How = CloseHow.Frame,
                Code = 1001,
                Reason = "going away",
            },
            new CapturedGap
            {
                Id = 20,
                AtMicros = At(20),
                Connection = 3,
                Client = "10.0.0.7",
                Direction = Server,
                Bytes = 1000,
                FromMicros = At(20),
                ToMicros = At(20) + 5,
                Why = "The queue was full.",
            },
        ];
#pragma warning restore MA0051

    private static string OpenText =>
        $$"""0{"sid":"{{FilterExamples.Sid}}","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""";

    private static long At(long id) => FilterExamples.Start + (id - 1) * 1_000_000;

    private static CapturedPacket Engine(
        long id,
        Direction direction,
        EngineIoPacketType type,
        string raw,
        Transport transport = Transport.WebSocket
    ) => Engine(id, direction, type, raw, null, transport);

    private static CapturedPacket Engine(
        long id,
        Direction direction,
        EngineIoPacketType type,
        string raw,
        DecodeFault? fault,
        Transport transport = Transport.WebSocket
    ) =>
        new()
        {
            Id = id,
            AtMicros = At(id),
            Connection = transport == Transport.Polling ? 1 : 2,
            SessionKey = 1,
            Session = FilterExamples.Sid,
            Client = "127.0.0.1",
            Node = FilterExamples.Node,
            Direction = direction,
            Transport = transport,
            Version = EngineIoVersion.V4,
            EngineType = type,
            Size = raw.Length,
            Raw = Encoding.UTF8.GetBytes(raw),
            Fault = fault,
        };

    private static CapturedPacket Socket(
        long id,
        Direction direction,
        SocketIoPacketType type,
        string raw,
        string ns = "/",
        string? name = null,
        bool isNumeric = false,
        long? ack = null,
        long? ackOf = null,
        long? latency = null,
        long? answeredBy = null,
        int attachment = 0,
        string? redacted = null,
        Transport transport = Transport.WebSocket,
        EngineIoVersion version = EngineIoVersion.V4
    ) =>
        new()
        {
            Id = id,
            AtMicros = At(id),
            Connection = transport == Transport.Polling ? 1 : 2,
            SessionKey = 1,
            Session = FilterExamples.Sid,
            Client = "127.0.0.1",
            Node = FilterExamples.Node,
            Direction = direction,
            Transport = transport,
            Version = version,
            EngineType = EngineIoPacketType.Message,
            Type = type,
            Namespace = ns,
            EventName = name,
            IsEventNameNumeric = isNumeric,
            AckId = ack,
            AckOf = ackOf,
            LatencyMicros = latency,
            AnsweredBy = answeredBy,
            Size = raw.Length + attachment,
            Raw = Encoding.UTF8.GetBytes(raw),
            Attachments = attachment == 0 ? [] : [new byte[attachment]],
            Redacted = redacted is null ? [] : [redacted],
        };
}
