using Microsoft.Data.Sqlite;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Tests.Storage;

public sealed class CaptureWriterTests : IDisposable
{
    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Append_EveryKindBareAndFull_ReadsBackTheSame()
    {
        List<CaptureEntry> rows = [.. Rows.Bare(1), .. Rows.Full(6)];
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append([Rows.Session(3), Rows.Connection(), .. rows]);
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(reader.Rows()));
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(rows.Select(row => reader.Get(((CapturedRow)row).Id)!)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(16)] // as many as are inserted at once
    [InlineData(33)]
    [InlineData(5000)]
    public void Append_InBatchesOfAnySize_KeepsEveryRow(int batch)
    {
        const int Count = 10_000;
        List<CaptureEntry> rows = Rows.Events(1, Count, args: "\"" + new string('x', 50) + "\"");
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            for (int i = 0; i < Count; i += batch)
            {
                writer.Append(rows.GetRange(i, Math.Min(batch, Count - i)));
                if (i % 2500 == 0)
                {
                    using CaptureReader during = CaptureFile.OpenReader(_directory.File());
                    Assert.Equal(writer.NextRowId - 1, during.RowCount);
                }
            }
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(Count, reader.RowCount);
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(reader.Rows()));
    }

    [Fact]
    public void Append_AfterABatchThatFailed_StoresNothingOfIt()
    {
        var refused = new CapturedGap
        {
            AtMicros = 1,
            Connection = 0,
            Client = "",
            FromMicros = 1,
            Why = "no id",
        };
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(Rows.Events(1, 20));
            Assert.Throws<ArgumentException>(() => writer.Append([.. Rows.Events(21, 3, args: "\"lost\""), refused]));
            writer.Append(Rows.Events(21, 20));
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(RowTexts.Of(Rows.Events(1, 40)), RowTexts.Of(reader.Rows()));
    }

    [Fact]
    public void Sessions_ThatNobodySawEnding_LiveOnlyWhileSomebodyRecords()
    {
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append([Rows.Session(1), Rows.Session(2)]);
            using CaptureReader during = CaptureFile.OpenReader(_directory.File());
            Assert.All(during.Sessions(), session => Assert.Null(session.EndedAtMicros));
        }
        using (CaptureReader after = CaptureFile.OpenReader(_directory.File()))
        {
            Assert.All(
                [.. after.Sessions(), after.Session(1)!],
                session =>
                    Assert.Equal((session.LastAtMicros, "recording ended"), (session.EndedAtMicros, session.EndReason))
            );
        }
        using (CaptureWriter later = CaptureFile.OpenWriter(_directory.File()))
        {
            later.Append([Rows.Session(3)]);
            using CaptureReader during = CaptureFile.OpenReader(_directory.File());
            Assert.Equal([false, false, true], during.Sessions().Select(session => session.EndedAtMicros is null));
        }
    }

    [Fact]
    public void Append_AfterTheFileWasRenamed_LeavesTheRenamedOneWhole()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "an open file cannot be renamed there");
        using CaptureWriter writer = CaptureFile.Create(_directory.File());
        writer.Append(Rows.Events(1, 100));
        File.Move(_directory.File(), _directory.File("renamed.db"));
        CaptureFileException failure = Assert.Throws<CaptureFileException>(() => writer.Append(Rows.Events(101, 1)));
        Assert.Equal(CaptureFileProblem.Missing, failure.Problem);
        using CaptureReader renamed = CaptureFile.OpenReader(_directory.File("renamed.db"));
        Assert.Equal(100, renamed.RowCount);
    }

    [Fact]
    public void OpenWriter_WhereARenamedCapturesLogLies_StartsAnew()
    {
        byte[] log;
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(Rows.Events(1, 100));
            log = File.ReadAllBytes(_directory.File() + "-wal");
        }
        File.Move(_directory.File(), _directory.File("renamed.db"));
        File.WriteAllBytes(_directory.File() + "-wal", log);
        using CaptureWriter next = CaptureFile.OpenWriter(_directory.File());
        next.Append(Rows.Events(1, 3));
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(3, reader.RowCount);
    }

    [Fact]
    public void OpenWriter_OfAnExistingCapture_GoesOn()
    {
        List<CaptureEntry> rows = Rows.Events(1, 5000);
        using (CaptureWriter writer = CaptureFile.OpenWriter(_directory.File()))
        {
            writer.Append([Rows.Session(5), Rows.Connection(9), .. rows.Take(4500)]);
        }
        using (CaptureWriter writer = CaptureFile.OpenWriter(_directory.File()))
        {
            Assert.Equal((4501, 10, 6), (writer.NextRowId, writer.NextConnectionId, writer.NextSessionKey));
            writer.Append([.. rows.Skip(4500)]);
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(reader.Rows()));
        Assert.Equal(5000, reader.RowCount);
    }

    [Fact]
    public void Append_ThatFailsHalfWay_LeavesNothingAndCanBeRepeated()
    {
        List<CaptureEntry> rows = [.. Rows.Events(1, 6000)];
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(rows.GetRange(0, 100));
            List<CaptureEntry> broken = [Rows.Session(), .. rows.GetRange(100, 5000), Rows.Event(0)];
            _ = Assert.Throws<ArgumentException>(() => writer.Append(broken));
            using (CaptureReader during = CaptureFile.OpenReader(_directory.File()))
            {
                Assert.Equal(100, during.RowCount);
                Assert.Empty(during.Sessions());
            }
            writer.Append(rows.GetRange(100, 5900));
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(reader.Rows()));
        Assert.Equal(6000, reader.Rows("event:chat").Count());
    }

    [Fact]
    public void Append_WhileAnotherProgramHoldsTheLock_SaysSoAndCanBeRepeated()
    {
        using CaptureWriter writer = CaptureFile.Create(_directory.File());
        using (var other = new SqliteConnection($"Data Source={_directory.File()};Pooling=False"))
        {
            other.Open();
            using SqliteTransaction transaction = other.BeginTransaction();
            Assert.Equal(CaptureFileProblem.Locked, Problem(() => writer.Append(Rows.Events(1, 10))));
        }
        writer.Append(Rows.Events(1, 10));
        Assert.Equal(11, writer.NextRowId);
    }

    [Fact]
    public void Append_OnAFullDisk_SaysSoAndGoesOnWhenThereIsRoom()
    {
        List<CaptureEntry> rows = Rows.Events(1, 2000, args: "\"" + new string('x', 200) + "\"");
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(rows.GetRange(0, 10));
            writer.LimitPages(30); // the engine's own limit fails the way a full disk does
            Assert.Equal(CaptureFileProblem.DiskFull, Problem(() => writer.Append(rows.GetRange(10, 1990))));
            Assert.Equal(CaptureFileProblem.DiskFull, Problem(() => writer.Append(rows.GetRange(10, 1990))));
            writer.LimitPages(1 << 20);
            writer.Append(rows.GetRange(10, 1990));
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(reader.Rows()));
    }

    [Fact]
    public void Append_AfterTheFileWasDeletedOrReplaced_SaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "an open file cannot be deleted there");
        using CaptureWriter writer = CaptureFile.Create(_directory.File());
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.True(reader.IsStillThere());
        File.Move(_directory.File(), _directory.File("moved.db"));
        Assert.Equal(CaptureFileProblem.Missing, Problem(() => writer.Append(Rows.Events(1, 1))));
        Assert.False(reader.IsStillThere());
        File.WriteAllText(_directory.File(), "another");
        Assert.Equal(CaptureFileProblem.Missing, Problem(() => writer.Append(Rows.Events(1, 1))));
        Assert.False(reader.IsStillThere());
    }

    [Fact]
    public void Append_OfLargePayloads_KeepsThemWhole()
    {
        List<CaptureEntry> rows =
        [
            Rows.Event(1),
            Rows.Packet(2, "42[\"" + new string('y', 3_000_000) + "\"]"),
            Rows.Event(3),
        ];
        using CaptureWriter writer = CaptureFile.Create(_directory.File());
        writer.Append(rows);
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(reader.Rows()));
        Assert.InRange(writer.FileBytes, 1, 1_000_000); // compressed
    }

    [Fact]
    public void Append_WithAReaderThatComesAndGoes_IsSeenInOrderAndItsLogStaysBounded()
    {
        const int Batches = 120;
        using CaptureWriter writer = CaptureFile.Create(_directory.File());
        writer.Append(Rows.Events(1, 500));
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        var reading = new Thread(() =>
        {
            for (long last = 0; last < (Batches + 1) * 500; )
            {
                foreach (CapturedRow row in reader.Read(Filter.All, last, cancellationToken: CancellationToken.None))
                {
                    if (row.Id != ++last)
                    {
                        throw new InvalidOperationException($"row {row.Id} came where {last} should");
                    }
                }
            }
        });
        reading.Start();
        long largest = 0;
        for (int i = 1; i <= Batches; i++)
        {
            writer.Append(Rows.Events((i * 500) + 1, 500, args: "\"" + new string('z', 300) + "\""));
            largest = Math.Max(largest, new FileInfo(_directory.File() + "-wal").Length);
        }
        reading.Join();
        Assert.InRange(largest, 1, 40 << 20);
        Assert.Equal((Batches + 1) * 500, reader.RowCount);
    }

    [Fact]
    public void HasChanged_IsTrueOnceAfterEachCommit()
    {
        using CaptureWriter writer = CaptureFile.Create(_directory.File());
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.False(reader.HasChanged());
        writer.Append(Rows.Events(1, 1));
        Assert.True(reader.HasChanged());
        Assert.False(reader.HasChanged());
    }

    [Fact]
    public void Append_OfConnectionsAndSessions_KeepsTheLatestOfEach()
    {
        var connection = new ConnectionEntry
        {
            Id = 2,
            OpenedAtMicros = 5,
            Client = "::1",
            Node = "http://n",
            Transport = Transport.Polling,
            SessionKey = 1,
            Method = "POST",
            Target = "/socket.io/?a=b",
            HttpVersion = "2",
            RequestHeaders =
            [
                new HttpHeader("Host", "h"),
                new HttpHeader("content-length", "3"),
                new HttpHeader("X", "\u00e9\""),
            ],
            Status = 200,
            ResponseHeaders =
            [
                new HttpHeader("Date", "today"),
                new HttpHeader("ETag", "1"),
                new HttpHeader("Date", "again"),
            ],
            EndedAtMicros = 9,
        };
        var session = new SessionEntry
        {
            Key = 1,
            Sid = "s",
            Version = EngineIoVersion.V3,
            ClaimedVersion = 4,
            Client = "::1",
            Node = "http://n",
            Path = "/p/",
            OpenedAtMicros = 1,
            FirstTransport = Transport.WebSocket,
            UpgradedAtMicros = 2,
            PingIntervalMillis = 3,
            PingTimeoutMillis = 4,
            MaxPayload = 5,
            LastAtMicros = 6,
            EndedAtMicros = 7,
            EndedBy = ClosedBy.Server,
            EndReason = "ping timeout",
            ClientPackets = 8,
            ServerPackets = 9,
            ClientBytes = 10,
            ServerBytes = 11,
            Heartbeat = new HeartbeatTimes(1, 2, 3, 4),
        };
        using CaptureWriter writer = CaptureFile.Create(_directory.File());
        writer.Append([Rows.Session(), Rows.Connection(2), Rows.Connection(3)]);
        writer.Append([Rows.Session(), session, Rows.Connection(2), connection]);
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(RowTexts.Of([session]), RowTexts.Of(reader.Sessions()));
        Assert.Equal(RowTexts.Of([connection, Rows.Connection(3)]), RowTexts.Of(reader.Connections()));
        Assert.Equal(RowTexts.Of([connection]), RowTexts.Of(reader.Connections(sessionKey: 1)));
        Assert.Equal(RowTexts.Of([Rows.Connection(3)]), RowTexts.Of(reader.Connections(afterId: 2, limit: 1)));
    }

    private static CaptureFileProblem Problem(Action action) => Assert.Throws<CaptureFileException>(action).Problem;
}
