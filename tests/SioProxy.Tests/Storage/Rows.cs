using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Tests.Storage;

/// <summary>Rows and entries to store.</summary>
internal static class Rows
{
    public const long Start = 1_790_000_000_000_000;

    public static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static CapturedPacket Event(long id, string name = "chat", string args = "1", long? session = 1) =>
        Packet(id, $"42[\"{name}\",{args}]", name, session);

    public static CapturedPacket Packet(long id, string raw, string? name = null, long? session = 1) =>
        new()
        {
            Id = id,
            AtMicros = Start + (id * 1000),
            Connection = 1,
            SessionKey = session,
            Session = session is null ? null : "sid" + session.Value.ToString(CultureInfo.InvariantCulture),
            Client = "127.0.0.1",
            Node = "http://localhost:3000",
            Direction = id % 2 == 0 ? Direction.ServerToClient : Direction.ClientToServer,
            Transport = Transport.WebSocket,
            Version = EngineIoVersion.V4,
            EngineType = EngineIoPacketType.Message,
            Type = SocketIoPacketType.Event,
            Namespace = "/",
            EventName = name,
            Size = Encoding.UTF8.GetByteCount(raw),
            Raw = Utf8(raw),
        };

    public static SessionEntry Session(long key = 1, long packets = 0) =>
        new()
        {
            Key = key,
            Sid = "sid" + key.ToString(CultureInfo.InvariantCulture),
            Version = EngineIoVersion.V4,
            Client = "127.0.0.1",
            Path = "/socket.io/",
            OpenedAtMicros = Start,
            FirstTransport = Transport.Polling,
            LastAtMicros = Start,
            ClientPackets = packets,
        };

    public static ConnectionEntry Connection(long id = 1, Transport? transport = null) =>
        new()
        {
            Id = id,
            OpenedAtMicros = Start,
            Client = "127.0.0.1",
            Transport = transport,
            Method = "GET",
            Target = "/socket.io/?EIO=4&transport=websocket",
            HttpVersion = "1.1",
            RequestHeaders = [new HttpHeader("Host", "localhost"), new HttpHeader("Sec-WebSocket-Key", "abc" + id)],
        };

    public static List<CaptureEntry> Events(long first, int count, string args = "1") =>
        [.. Enumerable.Range(0, count).Select(index => (CaptureEntry)Event(first + index, args: args))];

    /// <summary>One of each kind, everything that can be null null.</summary>
    public static List<CaptureEntry> Bare(long first) =>
        [
            new CapturedPacket
            {
                Id = first,
                AtMicros = 0,
                Connection = 0,
                Client = "",
                Direction = Direction.ClientToServer,
                Transport = Transport.Polling,
                Version = EngineIoVersion.V3,
                EngineType = null,
                Size = 0,
                Raw = default,
            },
            new CapturedMessage
            {
                Id = first + 1,
                AtMicros = 0,
                Connection = 0,
                Client = "",
                Direction = Direction.ClientToServer,
                Size = 0,
                Data = default,
                IsBinary = false,
            },
            new CapturedHttp
            {
                Id = first + 2,
                AtMicros = 0,
                Connection = 0,
                Client = "",
                Method = "",
                Path = "",
                Body = default,
            },
            new CapturedClose
            {
                Id = first + 3,
                AtMicros = 0,
                Connection = 0,
                Client = "",
                By = ClosedBy.Client,
                How = CloseHow.Fin,
            },
            new CapturedGap
            {
                Id = first + 4,
                AtMicros = 0,
                Connection = 0,
                Client = "",
                FromMicros = 0,
                Why = "",
            },
        ];

    /// <summary>One of each kind, everything that can be there there.</summary>
    public static List<CaptureEntry> Full(long first) => [FullPacket(first), .. FullOthers(first)];

    private static CapturedPacket FullPacket(long first) =>
        new()
        {
            Id = first,
            AtMicros = Start,
            Connection = 7,
            SessionKey = 3,
            Session = "sid3",
            Client = "::1",
            Node = "https://node",
            Truncated = true,
            Redacted = ["args[0].token", "args[1]['a b']"],
            Direction = Direction.ServerToClient,
            Transport = Transport.WebSocket,
            Version = EngineIoVersion.V3,
            EngineType = EngineIoPacketType.Message,
            Type = SocketIoPacketType.BinaryAck,
            Parser = SocketIoParser.MessagePack,
            Namespace = "/ä\u0000b",
            NamespaceQuery = "token=1",
            EventName = "12",
            IsEventNameNumeric = true,
            AckId = long.MaxValue,
            AckOf = 1,
            LatencyMicros = 1_234_567,
            Size = long.MaxValue,
            Raw = new byte[] { 0, 255, 1 },
            IsRawBinary = true,
            Attachments = [new byte[] { 1, 2 }, default, new byte[70_000]],
            RecoveryOffset = "Q83vYaj",
            Fault = new DecodeFault(FaultCode.MessagePack, "bad\nmessage"),
        };

    private static List<CaptureEntry> FullOthers(long first) =>
        [
            new CapturedMessage
            {
                Id = first + 1,
                AtMicros = Start,
                Connection = 8,
                Session = "loose",
                Client = "::1",
                Node = "https://node",
                Redacted = ["$"],
                Direction = Direction.ServerToClient,
                Size = 5,
                Data = Utf8("héé"),
                IsBinary = true,
                Fault = new DecodeFault(FaultCode.Utf8, "no"),
            },
            new CapturedHttp
            {
                Id = first + 2,
                AtMicros = Start,
                Connection = 9,
                SessionKey = 4,
                Session = "never stored as a session",
                Client = "::1",
                Node = "https://node",
                Truncated = true,
                Method = "POST",
                Path = "/socket.io/?x=1",
                Status = 400,
                Body = Utf8("{\"code\":1}"),
                IsBodyBinary = true,
            },
            new CapturedClose
            {
                Id = first + 3,
                AtMicros = Start,
                Connection = 9,
                Client = "::1",
                By = ClosedBy.Proxy,
                How = CloseHow.Timeout,
                Code = 1009,
                Reason = "too big \ud83d\ude00",
            },
            new CapturedGap
            {
                Id = first + 4,
                AtMicros = Start,
                Connection = 9,
                Client = "::1",
                Direction = Direction.ServerToClient,
                Bytes = 0,
                Packets = 12,
                FromMicros = Start,
                ToMicros = Start + 1,
                Why = "the disk was full",
            },
        ];
}
