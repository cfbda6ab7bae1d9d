using System.Globalization;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Filtering;

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
        EventStats stats = Stats(reader, "event:save").Events.Single();
        Assert.Equal(
            ("save", "EVENT", "/", 100, 1000),
            (stats.Event, stats.Type, stats.Namespace, stats.Count, stats.Bytes)
        );
        Assert.Equal((100, 10, 1.0), (stats.Asked, stats.Unanswered, stats.Rate));
        Assert.Equal(new LatencyStats(90, 90_000, 172_000, 180_000, 180_000), stats.Latency);
        Assert.Equal(101, ((CapturedPacket)reader.Get(1)!).AnsweredBy);
        Assert.Equal(10, reader.Count(Reading.Parse("is:unanswered"), TestContext.Current.CancellationToken));
        Assert.Equal(2, Stats(reader, "").Events.Count);
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
        IReadOnlyList<EventStats> stats = Stats(reader, "").Events;
        Assert.Equal(
            [("EVENT", "save", 2, 2, 1), ("BINARY_ACK", null, 1, 0, 0)],
            stats.Select(line => (line.Type, line.Event, line.Count, line.Asked, line.Unanswered))
        );
    }

    [Fact]
    public void Stats_OfSeveralDirections_AddUpAndShareTheirSteps()
    {
        var rows = new List<CaptureEntry>();
        for (int i = 1; i <= 60; i++) // a second apart, every third from the server
        {
            rows.Add(
                Packet(
                    i,
                    SocketIoPacketType.Event,
                    "tick",
                    i,
                    null,
                    null,
                    i % 3 == 0 ? Direction.ServerToClient : default
                )
            );
        }
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(rows);
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        CaptureStats stats = Stats(reader, "");
        Assert.Equal((60, 600, 60, 60), (stats.Count, stats.Bytes, stats.Asked, stats.Unanswered));
        Assert.Equal(
            [(Direction.ClientToServer, 40L), (Direction.ServerToClient, 20L)],
            stats.Directions.Select(side => (side.Direction, side.Count))
        );
        Assert.Equal(
            (1_000_000, 500_000, 119),
            (stats.Rate.StartMicros, stats.Rate.StepMicros, stats.Rate.Counts.Count)
        );
        Assert.Equal(60, stats.Rate.Counts.Sum());
        Assert.Equal([1, 0, 1, 0, 1, 0], stats.Rate.Counts.Take(6));
        Assert.Equal([0, 0, 0, 0, 1, 0], stats.Directions[1].Rate.Counts.Take(6));
        Assert.Equal(stats.Rate.Counts.Count, stats.Events[1].Series.Counts.Count);
        Assert.Equal(20, stats.Events[1].Series.Counts.Sum());
        Assert.Null(stats.Latency);
        Assert.Empty(stats.LatencyBuckets);
    }

    [Fact]
    public void Stats_OfLatencies_FillTheBarsBetweenTheShortestAndTheLongest()
    {
        var rows = new List<CaptureEntry>();
        long[] latencies = [900, 1_000, 1_001, 30_000, 99_000_000];
        for (int i = 1; i <= latencies.Length; i++)
        {
            rows.Add(Packet(i, SocketIoPacketType.Event, "save", i, null, null));
        }
        for (int i = 1; i <= latencies.Length; i++)
        {
            rows.Add(Packet(latencies.Length + i, SocketIoPacketType.Ack, null, i, i, latencies[i - 1]));
        }
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(rows);
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        IReadOnlyList<LatencyBucket> buckets = Stats(reader, "").LatencyBuckets;
        Assert.Equal(new LatencyBucket(1_000, 2), buckets[0]);
        Assert.Equal(new LatencyBucket(2_000, 1), buckets[1]);
        Assert.Equal(new LatencyBucket(5_000, 0), buckets[2]);
        Assert.Equal(new LatencyBucket(50_000, 1), buckets[5]);
        Assert.Equal(new LatencyBucket(null, 1), buckets[^1]);
        Assert.Equal(buckets, Stats(reader, "event:save").Events.Single().LatencyBuckets);
    }

    [Fact]
    public void Stats_OfTimesThatNoClockHas_StayWithinTheirSteps()
    {
        var builder = new StatsBuilder();
        foreach (long at in (long[])[0, long.MaxValue, long.MinValue, -1, 1_790_000_000_000_000])
        {
            builder.Add(Packet(at, SocketIoPacketType.Event, "x", 1, null, null, at: at), null);
        }
        RateSeries rate = builder.ToStats().Rate;
        Assert.InRange(rate.Counts.Count, 1, 240);
        Assert.Equal(5, rate.Counts.Sum());
    }

    [Theory]
    [InlineData(10, 1_000)]
    [InlineData(1000, 700_000)]
    [InlineData(40_000, 3_000)] // more latencies than are kept one by one
    [InlineData(40_000, 86_400_000_000)]
    public void Add_OfPartsAddedUpApart_IsAsIfTheyWereAddedTogether(int rows, long step)
    {
        var random = new Random(rows);
        var whole = new StatsBuilder();
        var parts = Enumerable.Range(0, 7).Select(_ => new StatsBuilder()).ToList();
        for (int i = 0; i < rows; i++)
        {
            string name = "e" + random.Next(3).ToString(CultureInfo.InvariantCulture);
            var direction = (Direction)random.Next(2);
            long at = i * step + random.Next(5000);
            CapturedPacket row = Packet(i, SocketIoPacketType.Event, name, i, null, null, direction, at);
            long? latency = random.Next(3) == 0 ? null : random.NextInt64(100_000);
            whole.Add(row, latency);
            parts[Math.Min(6, i * 8 / rows)].Add(row, latency); // the last is larger
        }
        var sum = new StatsBuilder();
        foreach (StatsBuilder part in parts)
        {
            sum.Add(part);
        }
        sum.Add(new StatsBuilder());
        Assert.Equal(JsonSerializer.Serialize(whole.ToStats()), JsonSerializer.Serialize(sum.ToStats()));
    }

    [Fact]
    public void Stats_WhileTheyAreAdded_AreReported()
    {
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append([Packet(1, SocketIoPacketType.Event, "x", 1, null, null)]);
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        var reports = new List<(long, long)>();
        _ = reader.Stats(
            Reading.Parse(""),
            (builder, id) => reports.Add((builder.ToStats().Count, id)),
            TestContext.Current.CancellationToken
        );
        Assert.Equal([(1, 1)], reports);
    }

    [Theory]
    [InlineData("")]
    [InlineData("from:client")]
    [InlineData("is:slow or chat")]
    [InlineData("id>5 not lobby")]
    public void Stats_OfAnyFilter_AddUpTheRowsThatItMatches(string text)
    {
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(FilterExamples.Entries);
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        var scanned = new List<long>();
        IReadOnlyList<EventStats> stats = reader
            .Stats(Reading.Parse(text), (_, id) => scanned.Add(id), TestContext.Current.CancellationToken)
            .Events;
        List<CapturedRow> rows = [.. reader.Rows(text)];
        Assert.NotEmpty(rows);
        Assert.Equal(
            rows.GroupBy(Line)
                .Select(group => (group.Key, group.Count(), group.Sum(SizeOf), group.Min(row => row.AtMicros)))
                .Order(),
            stats
                .Select(line =>
                    (
                        line.Type + " " + line.Event + " " + line.Namespace + " " + line.Direction,
                        (int)line.Count,
                        line.Bytes,
                        line.FirstAtMicros
                    )
                )
                .Order()
        );
        Assert.Equal(reader.LastRowId, scanned[^1]);
    }

    private static long SizeOf(CapturedRow row) => (row as CapturedPacket)?.Size ?? (row as CapturedMessage)?.Size ?? 0;

    private static string Line(CapturedRow row)
    {
        var packet = row as CapturedPacket;
        string type = packet is not null && RowNames.IsEvent(packet) ? "EVENT" : RowNames.TypeOf(row);
        return $"{type} {packet?.EventName} {packet?.Namespace} {packet?.Direction ?? (row as CapturedMessage)?.Direction}";
    }

    private static CaptureStats Stats(CaptureReader reader, string filter) =>
        reader.Stats(Reading.Parse(filter), cancellationToken: TestContext.Current.CancellationToken);

    private static CapturedPacket Packet(
        long id,
        SocketIoPacketType type,
        string? name,
        long ack,
        long? of,
        long? latency,
        Direction direction = default,
        long? at = null
    ) =>
        new()
        {
            Id = id,
            AtMicros = at ?? id * 1_000_000,
            Connection = 1,
            Client = "::1",
            Direction = direction,
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
