using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Tests.Storage;

public sealed class StatsTests : IDisposable
{
    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Stats_OfEventsWithAcks_CountsAndMeasures()
    {
        // Events 1..100 with an ack id, a second apart; 2 x n ms later row 100 + n answers event n, but for the last ten.
        var rows = new List<CaptureEntry>();
        for (int i = 1; i <= 100; i++)
        {
            rows.Add(Packet(i, SocketIoPacketType.Event, "save", i, null, null));
        }
        for (int i = 1; i <= 90; i++)
        {
            rows.Add(Packet(100 + i, SocketIoPacketType.Ack, null, i, i, i * 2000));
        }
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(rows);
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        EventStats stats = reader.Stats(Reading.Parse("event:save"), TestContext.Current.CancellationToken).Single();
        Assert.Equal(
            ("save", "EVENT", "/", 100, 1000),
            (stats.Event, stats.Type, stats.Namespace, stats.Count, stats.Bytes)
        );
        Assert.Equal((100, 10, 1.0), (stats.Asked, stats.Unanswered, stats.Rate));
        Assert.Equal(new LatencyStats(90, 90_000, 172_000, 180_000, 180_000), stats.Latency);
        Assert.Equal(101, ((CapturedPacket)reader.Get(1)!).AnsweredBy);
        Assert.Equal(10, reader.Count(Reading.Parse("is:unanswered"), TestContext.Current.CancellationToken));
        Assert.Equal(2, reader.Stats(Reading.Parse(""), TestContext.Current.CancellationToken).Count);
    }

    [Fact]
    public void Stats_OfAnEventWithAndWithoutAttachments_AreOneLine()
    {
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append([
                Packet(1, SocketIoPacketType.Event, "save", 1, null, null),
                Packet(2, SocketIoPacketType.BinaryEvent, "save", 2, null, null),
                Packet(3, SocketIoPacketType.BinaryAck, null, 2, 2, 5000),
            ]);
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        IReadOnlyList<EventStats> stats = reader.Stats(Reading.Parse(""), TestContext.Current.CancellationToken);
        Assert.Equal(
            [("EVENT", "save", 2, 2, 1), ("BINARY_ACK", null, 1, 0, 0)],
            stats.Select(line => (line.Type, line.Event, line.Count, line.Asked, line.Unanswered))
        );
    }

    private static CapturedPacket Packet(
        long id,
        SocketIoPacketType type,
        string? name,
        long ack,
        long? of,
        long? latency
    ) =>
        new()
        {
            Id = id,
            AtMicros = id * 1_000_000,
            Connection = 1,
            Client = "::1",
            Direction = default,
            Transport = default,
            Version = SioProxy.Protocol.EngineIo.EngineIoVersion.V4,
            EngineType = SioProxy.Protocol.EngineIo.EngineIoPacketType.Message,
            Type = type,
            Namespace = "/",
            EventName = name,
            AckId = ack,
            AckOf = of,
            LatencyMicros = latency,
            Size = 10,
            Raw = Rows.Utf8("42[]"),
        };
}
