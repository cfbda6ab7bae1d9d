using System.Globalization;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Tests.Storage;

public sealed class SpillLogTests : IDisposable
{
    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Spill => _directory.File() + ".spill";

    [Fact]
    public void MergeSpill_OfWhatWasSpilled_StoresItInOrder()
    {
        List<CaptureEntry> rows = [.. Rows.Bare(1), .. Rows.Full(6), .. Rows.Events(11, 500)];
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(rows.GetRange(0, 3));
            writer.Spill.Append([Rows.Session(3), Rows.Connection()]);
            writer.Spill.Append(rows.GetRange(3, 100));
            Assert.Equal(102, writer.Spill.PendingEntries);
            while (writer.MergeSpill(maxBytes: 100) > 0) { }
            writer.Spill.Append(rows.GetRange(103, rows.Count - 103));
            Assert.True(writer.MergeSpill(int.MaxValue) > 0);
            Assert.Equal((0, 0), (writer.Spill.PendingBytes, writer.Spill.PendingEntries));
        }
        Assert.False(File.Exists(Spill));
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(reader.Rows()));
        Assert.Equal("sid3", reader.Session(3)?.Sid);
    }

    [Fact]
    public void Open_AfterACrash_MergesWhatIsLeftAndSkipsWhatIsStored()
    {
        List<CaptureEntry> rows = Rows.Events(1, 100);
        byte[] left;
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(rows.GetRange(0, 60));
            writer.Spill.Append(rows.GetRange(50, 50)); // 50 to 59 were merged, and then it was killed
            left = ReadShared(Spill);
            _ = writer.MergeSpill();
        }
        CaptureFile.Create(_directory.File("other.db")).Dispose();
        using (CaptureWriter writer = CaptureFile.OpenWriter(_directory.File("other.db")))
        {
            writer.Append(rows.GetRange(0, 60));
        }
        File.WriteAllBytes(_directory.File("other.db.spill"), left);
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File("other.db"));
        Assert.Equal(RowTexts.Of(rows), RowTexts.Of(reader.Rows()));
        Assert.Equal(0, reader.UnmergedSpillBytes);
    }

    [Fact]
    public void Open_AfterACrashThatLostRowsBeforeTheSpilledOnes_SaysSo()
    {
        byte[] left;
        using (CaptureWriter writer = CaptureFile.Create(_directory.File("killed.db")))
        {
            writer.Append(Rows.Events(1, 3));
            writer.Spill.Append(Rows.Events(9, 2)); // 4 to 8 waited in memory
            left = ReadShared(_directory.File("killed.db.spill"));
            writer.Append(Rows.Events(4, 5));
            _ = writer.MergeSpill();
        }
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(Rows.Events(1, 3));
        }
        File.WriteAllBytes(Spill, left);
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal([1L, 2L, 3L, 4L, 9L, 10L], reader.Rows().Select(row => row.Id));
        CapturedGap gap = Assert.Single(reader.Rows().OfType<CapturedGap>());
        Assert.Equal((4, 5), (gap.Id, gap.Packets));
        using CaptureReader whole = CaptureFile.OpenReader(_directory.File("killed.db"));
        Assert.Empty(whole.Rows().OfType<CapturedGap>());
    }

    [Theory]
    [InlineData(0, new long[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 })]
    [InlineData(3, new long[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 })]
    [InlineData(2, new long[] { 1, 2, 3, 9, 10, 11 })] // what was put aside does not follow: a gap row has the third id
    public void Open_AfterACrash_BringsBackWhatWasPutAside(int stored, long[] expected)
    {
        byte[] left;
        using (CaptureWriter writer = CaptureFile.Create(_directory.File("killed.db")))
        {
            writer.Append(Rows.Events(1, 3));
            writer.Spill.Append(Rows.Events(9, 2)); // 4 to 8 wait in memory, or 1 to 8
            writer.Spill.AppendAside(Rows.Events(stored == 0 ? 1 : 4, stored == 0 ? 8 : 5));
            writer.Spill.Append(Rows.Events(11, 1));
            writer.Spill.AppendAside(Rows.Events(4, 5));
            left = ReadShared(_directory.File("killed.db.spill"));
            Assert.Equal(3, writer.Spill.PendingEntries);
            writer.Append(Rows.Events(4, 5));
            Assert.Equal(3, writer.MergeSpill());
            Assert.Equal((0, 0), (writer.Spill.PendingEntries, writer.Spill.PendingBytes));
        }
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(Rows.Events(1, stored));
        }
        File.WriteAllBytes(Spill, left);
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        Assert.Equal(expected, reader.Rows().Select(row => row.Id));
        Assert.Equal(stored == 2 ? 1 : 0, reader.Rows().OfType<CapturedGap>().Count());
        using CaptureReader whole = CaptureFile.OpenReader(_directory.File("killed.db"));
        Assert.Equal(11, whole.RowCount);
    }

    [Fact]
    public void Open_OfALogTornAnywhere_MergesTheWholeEntriesBeforeIt()
    {
        List<CaptureEntry> rows = Rows.Events(1, 3);
        byte[] whole;
        var ends = new List<long>();
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            ends.Add(writer.Spill.FileBytes);
            foreach (CaptureEntry row in rows)
            {
                writer.Spill.Append([row]);
                ends.Add(writer.Spill.FileBytes);
            }
            whole = ReadShared(Spill);
            _ = writer.MergeSpill();
        }
        for (int length = 0; length <= whole.Length; length++)
        {
            string path = _directory.File($"torn{length}.db");
            File.WriteAllBytes(path + ".spill", whole[..length]);
            using CaptureWriter writer = CaptureFile.OpenWriter(path);
            Assert.Equal(Math.Max(0, ends.Count(end => end <= length) - 1), writer.NextRowId - 1);
        }
    }

    [Fact]
    public void Open_OfALogWithAFlippedBit_MergesNothingThatIsNotIntact()
    {
        byte[] whole;
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Spill.Append(Rows.Events(1, 3));
            whole = ReadShared(Spill);
        }
        for (int i = 16; i < whole.Length; i += 7)
        {
            byte[] flipped = [.. whole];
            flipped[i] ^= 0x10;
            string path = _directory.File($"flip{i}.db");
            File.WriteAllBytes(path + ".spill", flipped);
            using (CaptureWriter writer = CaptureFile.OpenWriter(path))
            {
                Assert.InRange(writer.NextRowId, 1, 3);
            }
            using CaptureReader reader = CaptureFile.OpenReader(path);
            List<CapturedRow> rows = [.. reader.Rows()];
            Assert.Equal(RowTexts.Of(Rows.Events(1, rows.Count)), RowTexts.Of(rows));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void MergeSpill_OfALogDamagedWhileOpen_StoresWhatIsIntactAndAGap(int intact)
    {
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(Rows.Events(1, 3));
            writer.Spill.Append(Rows.Events(4, intact));
            long damagedAt = writer.Spill.FileBytes;
            writer.Spill.Append(Rows.Events(4 + intact, 5));
            Flip(damagedAt + 20);

            while (writer.Spill.PendingEntries > 0)
            {
                _ = writer.MergeSpill();
            }

            Assert.Equal(0, writer.Spill.PendingBytes);
            writer.Spill.Append(Rows.Events(9 + intact, 2)); // ids go on behind what was given
            _ = writer.MergeSpill();
        }
        using CaptureReader reader = CaptureFile.OpenReader(_directory.File());
        CapturedGap gap = Assert.Single(reader.Rows().OfType<CapturedGap>());
        Assert.Equal((4 + intact, 5), (gap.Id, gap.Packets));
        Assert.Equal(
            [.. Enumerable.Range(1, 4 + intact), 9 + intact, 10 + intact],
            reader.Rows().Select(row => (int)row.Id)
        );
    }

    [Fact]
    public void Open_BesideAForeignFile_RefusesAndLeavesIt()
    {
        File.WriteAllText(Spill, "shopping list");
        CaptureFileException exception = Assert.Throws<CaptureFileException>(() =>
            CaptureFile.OpenWriter(_directory.File())
        );
        Assert.Equal(CaptureFileProblem.NotACapture, exception.Problem);
        Assert.Equal("shopping list", File.ReadAllText(Spill));
    }

    // File.ReadAllBytes asks for a lock that the open log refuses; other programs do not ask.
    private static byte[] ReadShared(string path)
    {
        string target = path + ".copy";
        Run("cp", path, target);
        return File.ReadAllBytes(target);
    }

    private void Flip(long at)
    {
        string one = Spill + ".one";
        File.WriteAllBytes(one, [(byte)(ReadShared(Spill)[at] ^ 0x10)]);
        string place = at.ToString(CultureInfo.InvariantCulture);
        Run("dd", $"if={one}", $"of={Spill}", "bs=1", $"seek={place}", "conv=notrunc", "status=none");
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
