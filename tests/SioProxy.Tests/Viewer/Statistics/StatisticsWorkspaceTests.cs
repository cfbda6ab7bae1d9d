using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Storage;
using SioProxy.Tests.Viewer.Sequence;
using SioProxy.Tests.Viewer.Terminal;
using SioProxy.Viewer.App;

namespace SioProxy.Tests.Viewer.Statistics;

/// <summary>Keys in, screen out.</summary>
public sealed class StatisticsWorkspaceTests : IDisposable
{
    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Statistics_OfACapture_ShowsWhatTheCommandCounts()
    {
        using TuiHost host = Open(80, 24);
        Assert.Contains("60 rows", host.Screen, StringComparison.Ordinal);
        Assert.Contains("acks 9/10 (1 unanswered)", host.Screen, StringComparison.Ordinal);
        Assert.Contains(host.Lines, line => line.Contains('█'));
        Assert.Matches("tick +server +40 +", host.Screen);
        Assert.Matches("save_document +client +10 +.* 1 +2\\.0 s +3\\.6 s", host.Screen);
    }

    [Fact]
    public void Enter_OnAnEvent_FiltersThePackets()
    {
        using TuiHost host = Open(120, 30);
        host.Press("j", "enter").WaitFor(() => host.Context.Packets.Count == 10);
        Assert.Equal("event:save_document ns:/ from:client", host.Context.Filters.Typed.Text);
    }

    [Fact]
    public void Sort_ByKeysAndByAClick_ReordersTheLines()
    {
        using TuiHost host = Open(80, 24);
        int tick = LineOf(host, "tick ");
        Assert.True(tick < LineOf(host, "save_document "));
        host.Press("S");
        Assert.True(LineOf(host, "tick ") > LineOf(host, "save_document "));
        int heading = LineOf(host, "what ");
        host.Click(host.Lines[heading].IndexOf("what", StringComparison.Ordinal), heading);
        Assert.Contains("what↑", host.Screen, StringComparison.Ordinal);
        Assert.True(LineOf(host, "save_document ") < LineOf(host, "tick "));
    }

    [Fact]
    public void Statistics_OfAFilter_CountsWhatItShows()
    {
        using TuiHost host = Open(100, 30);
        host.Context.Filters.Apply(SioProxy.Filtering.Filter.Parse("event:tick"));
        host.WaitFor("40 rows");
        Assert.DoesNotContain("save_document", host.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(300, 100)]
    [InlineData(40, 10)]
    public void Statistics_OnAnyScreen_ShowsItsLines(int columns, int rows)
    {
        using TuiHost host = Open(columns, rows);
        host.Press("G", "g");
        Assert.Contains("tick", host.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_WithoutColours_SaysTheSame()
    {
        using TuiHost host = Open(80, 24, ViewerSettings.Default with { Theme = ViewerThemes.Mono });
        Assert.Contains("acks 9/10 (1 unanswered)", host.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void AGrowingCapture_IsCountedAnew()
    {
        using CaptureWriter writer = CaptureFile.Create(_directory.File());
        writer.Append([Rows.Session(), SequenceRows.Event(1, 0, "save", ack: 1)]);
        using var host = new TuiHost(_directory.File(), 100, 24);
        host.Window.Show("statistics");
        host.WaitFor("acks 0/1 (1 unanswered)");
        writer.Append([SequenceRows.Ack(2, 20, ack: 1, of: 1, latency: 20)]);
        host.WaitFor(
            () => host.Advance(TimeSpan.FromSeconds(1)).Screen.Contains("acks 1/1", StringComparison.Ordinal),
            "the ack"
        );
    }

    private static int LineOf(TuiHost host, string text) =>
        host
            .Lines.Select((line, index) => (line, index))
            .First(pair => pair.line.Contains(text, StringComparison.Ordinal))
            .index;

    private TuiHost Open(int columns, int rows, ViewerSettings? settings = null)
    {
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append([Rows.Session(), .. Entries()]);
        }
        var host = new TuiHost(_directory.File(), columns, rows, settings);
        host.Window.Show("statistics");
        return host.WaitFor("count↓");
    }

    private static IEnumerable<CaptureEntry> Entries()
    {
        for (int i = 0; i < 40; i++)
        {
            yield return SequenceRows.Event(i + 1, i * 25, "tick", fromServer: true);
        }
        for (int i = 0; i < 10; i++)
        {
            yield return SequenceRows.Event(41 + i, 1_000 + (i * 100), "save_document", ack: i);
        }
        for (int i = 0; i < 9; i++)
        {
            yield return SequenceRows.Ack(51 + i, 2_000, ack: i, of: 41 + i, latency: (i + 1) * 400);
        }
        yield return SequenceRows.Heartbeat(60, 2_001);
    }
}
