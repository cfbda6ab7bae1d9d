using SioProxy.Storage;
using SioProxy.Viewer.Statistics;

namespace SioProxy.Tests.Viewer.Statistics;

public sealed class StatisticsModelTests
{
    [Fact]
    public void SortBy_TheSameColumn_TurnsItRound()
    {
        StatisticsModel model = Model();
        Assert.Equal(["tick", "save_document", null], model.Events.Select(entry => entry.Event));
        model.SortBy(StatisticsColumn.Count);
        Assert.Equal([null, "save_document", "tick"], model.Events.Select(entry => entry.Event));
        model.SortBy(StatisticsColumn.P99);
        Assert.Equal("save_document", model.Events[0].Event);
        model.SortBy(StatisticsColumn.What);
        Assert.Equal(["ping", "save_document", "tick"], model.Events.Select(entry => entry.Event ?? entry.Type));
    }

    [Fact]
    public void Take_WhileCounting_KeepsTheChosenLineUnderTheCursor()
    {
        StatisticsModel model = Model();
        model.MoveTo(1);
        var builder = new StatsBuilder();
        for (int id = 1; id < 100; id++)
        {
            builder.Add(Sequence.SequenceRows.Event(id, id, "save_document"), null);
        }
        builder.Add(Sequence.SequenceRows.Event(100, 100, "other"), null);
        model.Take(builder.ToStats(), 0.5);
        Assert.Equal((0, "save_document", 0.5), (model.Cursor, model.Events[model.Cursor].Event, model.Progress));
    }

    [Fact]
    public void MoveTo_BeyondTheEnds_StaysWithinAndInSight()
    {
        StatisticsModel model = Model();
        model.Height = 2;
        model.MoveTo(int.MaxValue);
        Assert.Equal((2, 1), (model.Cursor, model.Top));
        model.MoveTo(-5);
        Assert.Equal((0, 0), (model.Cursor, model.Top));
    }

    [Fact]
    public void SortByNext_FromColumnToColumn_ComesBack()
    {
        StatisticsModel model = Model();
        foreach (StatisticsColumn _ in Enum.GetValues<StatisticsColumn>())
        {
            model.SortByNext();
            Assert.Equal(3, model.Events.Count);
        }
        Assert.Equal(StatisticsColumn.Count, model.SortedBy);
    }

    private static StatisticsModel Model()
    {
        var model = new StatisticsModel { Height = 10 };
        model.Take(StatsRows.Stats(), 1);
        return model;
    }
}
