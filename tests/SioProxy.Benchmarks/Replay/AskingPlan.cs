using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Replay.Plan;
using SioProxy.Sessions;

namespace SioProxy.Benchmarks.Replay;

/// <summary>A plan as a capture of one client would give it: it connects, and asks something at a steady rate.</summary>
internal static class AskingPlan
{
    private const long Begin = 1_795_000_000_000_000;
    private const long Latency = 1000;

    public static ReplayPlan Make(double rate, int seconds)
    {
        var builder = new PlanBuilder();
        int asks = (int)(rate * seconds);
        builder.AddSession(Session(Begin + (seconds * 1_000_000L) + 100_000), handshake: null);
        long id = 0;
        Add("40", Direction.ClientToServer, Begin + Latency);
        Add("40{\"sid\":\"x\"}", Direction.ServerToClient, Begin + (2 * Latency));
        for (int i = 0; i < asks; i++)
        {
            long at = Begin + 50_000 + (long)(i * 1_000_000 / rate);
            string n = i.ToString(CultureInfo.InvariantCulture);
            Add($"42{n}[\"ask\",{{\"n\":{n}}}]", Direction.ClientToServer, at);
            Add($"43{n}[{{\"n\":{n}}}]", Direction.ServerToClient, at + Latency, id);
        }
        return builder.Build();

        void Add(string wire, Direction from, long at, long? ackOf = null)
        {
            byte[] raw = Encoding.UTF8.GetBytes(wire);
            SocketIoDecoder.Decode(raw.AsMemory(1), SocketIoRevision.V5, out SocketIoPacket packet, out _);
            builder.AddRow(
                new CapturedPacket
                {
                    Id = ++id,
                    AtMicros = at,
                    Connection = 1,
                    SessionKey = 1,
                    Session = "recorded",
                    Client = "127.0.0.1",
                    Direction = from,
                    Transport = Transport.WebSocket,
                    Version = EngineIoVersion.V4,
                    EngineType = EngineIoPacketType.Message,
                    Type = packet.Type,
                    Namespace = "/",
                    EventName = packet.EventNameToken is null ? null : "ask",
                    AckId = packet.AckId,
                    AckOf = ackOf,
                    LatencyMicros = ackOf is null ? null : Latency,
                    Size = raw.Length,
                    Raw = raw,
                }
            );
        }
    }

    private static SessionEntry Session(long end) =>
        new()
        {
            Key = 1,
            Sid = "recorded",
            Version = EngineIoVersion.V4,
            Client = "127.0.0.1",
            Path = "/socket.io/",
            OpenedAtMicros = Begin,
            FirstTransport = Transport.WebSocket,
            LastAtMicros = end,
            EndedAtMicros = end,
            EndedBy = ClosedBy.Client,
            EndReason = "transport close",
        };
}
