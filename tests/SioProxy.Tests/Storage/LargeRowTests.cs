using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Tests.Storage;

/// <summary>Rows whose records are too long to be copied on their way to the disk.</summary>
public sealed class LargeRowTests : IDisposable
{
    private const int Length = 3 << 20;

    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<bool, bool> Ways =>
        new()
        {
            { false, false },
            { false, true },
            { true, false },
            { true, true },
        };

    [Theory, MemberData(nameof(Ways))]
    public void Append_LongRowsAmongShortOnes_ReadBackTheSame(bool isRandom, bool isSpilled)
    {
        List<CaptureEntry> rows = Mixed(isRandom);
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append([Rows.Session(), Rows.Connection(), rows[0]]);
            if (isSpilled)
            {
                writer.Spill.Append(rows.GetRange(1, rows.Count - 1));
                Assert.Equal(rows.Count - 1, writer.Spill.PendingEntries);
                while (writer.MergeSpill() > 0) { }
            }
            else
            {
                writer.Append(rows.GetRange(1, rows.Count - 1));
            }
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(reader.Rows()));
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(rows.Select(row => reader.Get(((CapturedRow)row).Id)!)));
        Assert.Equal(isRandom, new FileInfo(_directory.File()).Length > 2 * Length); // what compresses is compressed
    }

    // Half a compressed frame, and half a blob, are behind the writer then.
    [Fact]
    public void Append_LongRowWhenTheDiskIsFull_IsStoredWhenThereIsRoomAgain()
    {
        List<CaptureEntry> rows = Mixed(isRandom: true);
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.LimitPages(200);
            Assert.Throws<CaptureFileException>(() => writer.Append(rows));
            writer.LimitPages(1 << 20);
            writer.Append(rows);
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(reader.Rows()));
    }

    [Fact]
    public void Append_LongRows_AllocatesLittle()
    {
        using CaptureWriter writer = CaptureFile.Create(_directory.File());
        writer.Append(Mixed(isRandom: true));
        List<CaptureEntry> more = Mixed(isRandom: true, first: 5);
        long before = GC.GetAllocatedBytesForCurrentThread();
        writer.Append(more);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000);
        writer.Spill.Append(Mixed(isRandom: true, first: 9));
        List<CaptureEntry> last = Mixed(isRandom: true, first: 13);
        before = GC.GetAllocatedBytesForCurrentThread();
        writer.Spill.Append(last);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000);
    }

    private static List<CaptureEntry> Mixed(bool isRandom, long first = 1)
    {
        byte[] bytes = new byte[Length];
        if (isRandom)
        {
            new Random(1).NextBytes(bytes);
        }
        return
        [
            Rows.Event(first),
            new CapturedMessage
            {
                Id = first + 1,
                AtMicros = 5,
                Connection = 1,
                Client = "127.0.0.1",
                Direction = Direction.ClientToServer,
                Size = 2L * Length,
                Data = bytes,
                IsBinary = true,
                Truncated = true,
            },
            Rows.Event(first + 2),
            WithAttachments(Rows.Event(first + 3), [bytes, default, bytes.AsMemory(0, 10)]),
        ];
    }

    private static CapturedPacket WithAttachments(CapturedPacket packet, IList<ReadOnlyMemory<byte>> attachments)
    {
        PacketDraft draft = PacketDraft.From(packet);
        draft.Attachments = attachments;
        CapturedPacket row = draft.ToRow(int.MaxValue);
        row.Id = packet.Id;
        return row;
    }
}
