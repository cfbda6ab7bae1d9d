using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Storage;
using SioProxy.Tests.Viewer.Terminal;

namespace SioProxy.Tests.Viewer.Sequence;

/// <summary>Keys in, screen out.</summary>
public sealed class SequenceWorkspaceTests : IDisposable
{
    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Sequence_OfASession_ShowsItsArrowsAndTheirTimes()
    {
        using TuiHost host = Open(80, 24);
        Assert.Contains("── save #7 [1] ─", host.Screen, StringComparison.Ordinal);
        Assert.Contains("◀─ news [3] ─", host.Screen, StringComparison.Ordinal);
        Assert.Contains("1.5 s", host.Screen, StringComparison.Ordinal);
        Assert.Contains("no ack", host.Screen, StringComparison.Ordinal);
        Assert.Contains("2 heartbeats", host.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("other", host.Screen, StringComparison.Ordinal); // of another session
    }

    [Fact]
    public void Sequence_OfAllSessions_ShowsTheOtherOnesToo()
    {
        using TuiHost host = Open(100, 24);
        host.Press("s").WaitFor("other");
        Assert.Contains("all that the filter shows", host.Screen, StringComparison.Ordinal);
        host.Press("s").WaitFor(() => !host.Screen.Contains("other", StringComparison.Ordinal));
    }

    [Fact]
    public void Enter_OnAStep_ShowsThePacketInTheList()
    {
        using TuiHost host = Open(120, 30);
        host.Press("j", "a"); // from the lost event nowhere
        host.Press("k", "a"); // from the event to its ack
        host.Press("enter").WaitFor(() => host.Context.SelectedId == 4);
    }

    [Fact]
    public void Zoom_OfTimes_ShowsSilencesOfThatLength()
    {
        using TuiHost host = Open(100, 30);
        Assert.Contains("1.5 s of silence", host.Screen, StringComparison.Ordinal);
        host.Press("-");
        Assert.DoesNotContain("silence", string.Join('\n', host.Lines.SkipLast(2)), StringComparison.Ordinal);
        host.Press("+");
        Assert.Contains("1.5 s of silence", host.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(300, 100)]
    public void Sequence_OnAnyScreen_EndsAndBeginsInSight(int columns, int rows)
    {
        using TuiHost host = Open(columns, rows);
        host.Press("G").WaitFor("closed by server");
        host.Press("g").WaitFor("save #7");
        host.Resize(60, 12).Press("j").WaitFor("lost"); // the way to the first row may take until then
    }

    [Fact]
    public void AGrowingCapture_IsFollowedFromItsEndAndLeavesTheCursorElsewhere()
    {
        using CaptureWriter writer = CaptureFile.Create(_directory.File());
        writer.Append([Rows.Session(), SequenceRows.Event(1, 0, "first"), SequenceRows.Event(2, 10, "second")]);
        using var host = new TuiHost(_directory.File(), 100, 24);
        host.Window.Show("sequence");
        host.WaitFor("▶").Press("G").WaitFor("at the end");
        writer.Append([SequenceRows.Event(3, 20, "third")]);
        WaitFor(host, "third");
        Assert.Contains("at the end", host.Screen, StringComparison.Ordinal);
        host.Press("g").WaitFor(() => !host.Screen.Contains("at the end", StringComparison.Ordinal));
        writer.Append([SequenceRows.Event(4, 30, "fourth")]);
        WaitFor(host, "fourth");
        Assert.DoesNotContain("at the end", host.Screen, StringComparison.Ordinal);
        Assert.Contains("rows 1–4", host.Screen, StringComparison.Ordinal);
    }

    private static void WaitFor(TuiHost host, string text) =>
        host.WaitFor(() => host.Advance(TimeSpan.FromSeconds(1)).Screen.Contains(text, StringComparison.Ordinal), text);

    private TuiHost Open(int columns, int rows)
    {
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append([Rows.Session(), Rows.Session(2), .. SequenceLinesTests.Steps, Other()]);
        }
        var host = new TuiHost(_directory.File(), columns, rows);
        host.Window.Show("sequence");
        return host.WaitFor("▶");
    }

    private static CapturedPacket Other() => SequenceRows.Event(11, 1_600, "other", session: 2);
}
