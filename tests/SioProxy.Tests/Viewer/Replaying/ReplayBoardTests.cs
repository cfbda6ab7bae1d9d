using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;
using SioProxy.Replay.Rules;
using SioProxy.Tests.Replay;
using SioProxy.Viewer.Replaying;

namespace SioProxy.Tests.Viewer.Replaying;

/// <summary>Steps turn as they are played; in the end the comparison decides.</summary>
public sealed class ReplayBoardTests
{
    [Fact]
    public void Lines_OfAPlan_WaitBelowTheirSocket()
    {
        var board = new ReplayBoard(PlanOf("C 42[\"say\",1]", "S 42[\"said\",1]"), ReplayRules.None);
        Assert.Equal("client 1, session 1, /", board.Lines[0].Heading);
        Assert.Equal(4, board.Total);
        Assert.All(board.Lines.Skip(1), line => Assert.Equal(StepState.Waiting, line.State));
    }

    [Fact]
    public void Take_WhatHappens_TurnsTheStep()
    {
        ReplayPlan plan = PlanOf("C 42[\"say\",1]", "S 42[\"said\",1]");
        var board = new ReplayBoard(plan, ReplayRules.None);
        board.Take(Happened(PlayProgressKind.Sent, StepOf(plan, "say")));
        board.Take(Happened(PlayProgressKind.Differs, StepOf(plan, "said")));
        Assert.Equal([StepState.Waiting, StepState.Waiting, StepState.Good, StepState.Different], States(board));
        Assert.Equal((2, 1), (board.Done, board.Odd));
    }

    [Fact]
    public void Take_WhatWasNotRecorded_IsALineBelowItsSocket()
    {
        ReplayPlan plan = PlanOf("S 42[\"said\",1]");
        var board = new ReplayBoard(plan, ReplayRules.None);
        ReplayStep extra = StepOf(PlanOf("S 42[\"debug\",1]"), "debug");
        board.Take(new PlayProgress(PlayProgressKind.Unexpected, 0, "client 1", 1, "/", null, extra, null));
        board.Take(new PlayProgress(PlayProgressKind.Unexpected, 0, "client 1", 1, "/", null, extra, null));
        Assert.Equal(StepState.Extra, board.Lines[^1].State);
        Assert.Equal(6, board.Lines.Count);
        Assert.Equal(2, board.Odd);
    }

    [Fact]
    public void Take_TheResult_PutsTheCursorOnTheFirstDifference()
    {
        ReplayPlan was = PlanOf("S 42[\"a\",1]", "S 42[\"b\",1]", "S 42[\"c\",1]");
        ReplayPlan came = PlanOf("S 42[\"a\",1]", "S 42[\"b\",2]", "S 42[\"d\",1]");
        var board = new ReplayBoard(was, ReplayRules.None) { Height = 10 };
        board.Take(PlanComparer.Compare(was, came, ReplayRules.None));
        Assert.Equal("b", board.Current!.Outcome!.EffectiveName);
        Assert.Equal(StepState.Different, board.Current.State);
        Assert.True(board.MoveToOdd(1));
        Assert.NotEqual("b", board.Current.Outcome?.EffectiveName);
        Assert.True(board.MoveToOdd(-1));
        Assert.False(board.MoveToOdd(-1));
    }

    [Fact]
    public void MoveTo_BeyondTheScreen_Scrolls()
    {
        var board = new ReplayBoard(
            PlanOf([.. Enumerable.Range(0, 50).Select(i => $"S 42[\"a\",{i}]")]),
            ReplayRules.None
        )
        {
            Height = 10,
        };
        board.MoveTo(int.MaxValue);
        Assert.Equal(board.Lines.Count - 1, board.Cursor);
        Assert.Equal(board.Lines.Count - 10, board.Top);
        board.MoveTo(-5);
        Assert.Equal((0, 0), (board.Cursor, board.Top));
    }

    [Fact]
    public void Sides_OfAnAlteredStep_MarkTheLinesThatDiffer()
    {
        ReplayPlan was = PlanOf("S 42[\"a\",{\"x\":1,\"y\":\"\\u001b[31m\"}]");
        ReplayPlan came = PlanOf("S 42[\"a\",{\"x\":2,\"y\":\"\\u001b[31m\"}]");
        StepOutcome outcome = PlanComparer.Compare(was, came, ReplayRules.None).FirstDifference!.Value.Outcome;
        Assert.Contains(DifferenceText.Sides(outcome), side => side.Differs && side.Recorded.Contains('1'));
        Assert.Contains(DifferenceText.Places(outcome), line => line.StartsWith("args[0].x", StringComparison.Ordinal));
        Assert.All(DifferenceText.Sides(outcome), side => Assert.DoesNotContain('\u001b', side.Recorded + side.Live));
    }

    private static IEnumerable<StepState> States(ReplayBoard board) =>
        board.Lines.Where(line => line.Step is not null).Select(line => line.State);

    private static PlayProgress Happened(PlayProgressKind kind, ReplayStep step) =>
        new(kind, 0, "client 1", 1, "/", step, null, null);

    private static ReplayStep StepOf(ReplayPlan plan, string name) =>
        plan.Steps.Single(step => string.Equals(step.Name, name, StringComparison.Ordinal));

    private static ReplayPlan PlanOf(params string[] lines) =>
        new Script().Session().Say("C 40", "S 40{\"sid\":\"a\"}").Say(lines).End().Plan();
}
