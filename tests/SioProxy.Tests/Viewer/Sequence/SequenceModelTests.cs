using SioProxy.Sessions;
using SioProxy.Viewer.Sequence;
using static SioProxy.Tests.Viewer.Sequence.SequenceRows;

namespace SioProxy.Tests.Viewer.Sequence;

public sealed class SequenceModelTests
{
    [Fact]
    public void Move_OverASilence_GoesToTheNextRow()
    {
        SequenceModel model = Model([Event(1, 0, "a"), Event(2, 5_000, "b"), Event(3, 5_001, "c")]);
        model.Move(1);
        Assert.Equal((2, 2L), (model.Cursor, model.Row?.Id));
        model.Move(10);
        Assert.Equal(3, model.Row?.Id);
        model.Move(-2);
        Assert.Equal(1, model.Row?.Id);
    }

    [Fact]
    public void Zoom_Closer_ShowsShorterSilencesAndKeepsTheRow()
    {
        SequenceModel model = Model([Event(1, 0, "a"), Event(2, 200, "b"), Event(3, 5_000, "c")]);
        Assert.True(model.MoveTo(2));
        int lines = model.Lines.Count;
        model.Zoom(closer: true);
        Assert.Equal((100_000, 2L), (model.MicrosPerLine, model.Row?.Id));
        Assert.True(model.Lines.Count > lines);
        model.Zoom(closer: false);
        model.Zoom(closer: false);
        Assert.Equal((5_000_000, 3), (model.MicrosPerLine, model.Lines.Count));
    }

    [Fact]
    public void Wanted_NearAnEndThatIsNotTheCaptures_IsTheRowToReadAround()
    {
        CapturedRow[] rows = [.. Enumerable.Range(1, 1_000).Select(id => Event(id, id, "a"))];
        var model = new SequenceModel { Height = 20 };
        model.Take(new SequenceWindow(rows, IsFirst: false, IsLast: false), 500);
        Assert.Null(model.Wanted);
        model.Move(400);
        Assert.Equal(900, model.Wanted);
        model.IsReading = true;
        Assert.Null(model.Wanted);
        model.Take(new SequenceWindow(rows, IsFirst: true, IsLast: true), 900);
        model.IsReading = false;
        Assert.Null(model.Wanted);
    }

    [Fact]
    public void Take_OfTheNextWindow_LeavesTheRowWhereItIsOnTheScreen()
    {
        CapturedRow[] rows = [.. Enumerable.Range(1, 1_000).Select(id => Event(id, id, "a"))];
        var model = new SequenceModel { Height = 20 };
        model.Take(new SequenceWindow(rows[..600], true, false), 1);
        model.Move(500);
        int line = model.Cursor - model.Top;
        model.Take(new SequenceWindow(rows[200..], false, true), 501);
        Assert.Equal((501L, line), (model.Row!.Id, model.Cursor - model.Top));
    }

    [Fact]
    public void Scroll_PastTheCursor_TakesItAlong()
    {
        SequenceModel model = Model([.. Enumerable.Range(1, 100).Select(id => Event(id, id, "a"))], height: 10);
        model.Scroll(30);
        Assert.Equal((30, 31L), (model.Top, model.Row?.Id));
        model.Scroll(-1000);
        Assert.Equal((0, 10L), (model.Top, model.Row?.Id));
        model.MovePage(1);
        Assert.Equal(18, model.Row?.Id);
    }

    [Fact]
    public void OtherEnd_OfEventAndAck_LeadsToTheOther()
    {
        SequenceModel model = Model([
            Event(1, 0, "save", ack: 7, answeredBy: 2),
            Ack(2, 30, ack: 7, of: 1, latency: 30),
        ]);
        Assert.Equal(2, model.OtherEnd);
        model.Move(1);
        Assert.Equal(1, model.OtherEnd);
    }

    [Fact]
    public void Model_OfNothing_StandsStill()
    {
        SequenceModel model = Model([]);
        model.Move(1);
        model.MovePage(1);
        model.Scroll(5);
        model.Zoom(closer: true);
        Assert.Equal((0, 0, null), (model.Cursor, model.Top, model.Row));
    }

    private static SequenceModel Model(IReadOnlyList<CapturedRow> rows, int height = 20)
    {
        var model = new SequenceModel { Height = height };
        model.Take(new SequenceWindow(rows, true, true), rows.Count > 0 ? rows[0].Id : 0);
        return model;
    }
}
