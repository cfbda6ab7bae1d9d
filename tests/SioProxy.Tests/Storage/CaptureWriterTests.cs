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
}
