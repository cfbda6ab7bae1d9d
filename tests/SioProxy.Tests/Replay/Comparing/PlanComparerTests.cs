using System.Text;
using CsCheck;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Tests.Replay.Comparing;

public sealed class PlanComparerTests
{
    private static readonly Gen<string[]> Lines = Gen.Select(
        Gen.OneOf(Gen.Const("chat"), Gen.Const("move"), Gen.Const("tick")),
        Gen.Int[0, 4],
        Gen.Bool,
        (name, value, isClient) => $"{(isClient ? 'C' : 'S')} 42[\"{name}\",{{\"v\":{value}}}]"
    ).Array[2, 30];

    [Fact]
    public void Compare_ACaptureWithItself_HasNoDifferences() =>
        Lines.Sample(lines => !Compare(lines, lines).HasDifferences);

    [Fact]
    public void Compare_TextWithLoneSurrogates_IsComparedLikeAnyOther()
    {
        string[] lines = ["S 42[\"odd\",\"\\ud800\",{\"\\udc00\":\"\\udfff\"}]"];
        Assert.False(Compare(lines, lines).HasDifferences);
        Assert.True(Compare(lines, [lines[0].Replace("udfff", "udffe", StringComparison.Ordinal)]).HasDifferences);
    }

    [Fact]
    public void Compare_NamesThatComeTwice_AreComparedByTheirLastValue()
    {
        string[] lines = ["S 42[\"odd\",{\"a\":1,\"a\":2}]"];
        Assert.False(Compare(lines, lines).HasDifferences);
    }

    [Fact]
    public void Compare_OneStepDropped_IsFoundAsMissing() =>
        Gen.Select(Lines, Gen.Int[0, 1000])
            .Sample(
                (lines, at) =>
                {
                    int dropped = at % lines.Length;
                    ReplayResult result = Compare(lines, [.. lines.Where((_, i) => i != dropped)]);
                    StepOutcome missing = Assert.Single(result.Outcomes, outcome => outcome.IsDifference);
                    Assert.Equal(StepVerdict.Missing, missing.Verdict);
                    Assert.Equal(NameIn(lines[dropped]), missing.EffectiveName);
                }
            );

    [Fact]
    public void Compare_OneStepAdded_IsFoundAsExtra() =>
        Gen.Select(Lines, Gen.Int[0, 1000])
            .Sample(
                (lines, at) =>
                {
                    List<string> more = [.. lines];
                    more.Insert(at % (lines.Length + 1), "S 42[\"unheard-of\"]");
                    StepOutcome extra = Assert.Single(
                        Compare(lines, [.. more]).Outcomes,
                        outcome => outcome.IsDifference
                    );
                    Assert.Equal((StepVerdict.Extra, "unheard-of"), (extra.Verdict, extra.EffectiveName));
                }
            );

    [Fact]
    public void Compare_OneStepAltered_IsFoundWithItsPath() =>
        Gen.Select(Lines, Gen.Int[0, 1000])
            .Sample(
                (lines, at) =>
                {
                    int altered = at % lines.Length;
                    string[] other = [.. lines];
                    other[altered] = other[altered].Replace("\"v\":", "\"v\":7", StringComparison.Ordinal);
                    StepOutcome outcome = Assert.Single(Compare(lines, other).Outcomes, o => o.IsDifference);
                    Assert.Equal("args[0].v", Assert.Single(outcome.Differences).Path);
                }
            );

    [Fact]
    public void Compare_TwoStepsSwappedAnywhere_AreFoundAndNamed() =>
        Gen.Select(Lines, Gen.Int[0, 1000])
            .Sample(
                (lines, at) =>
                {
                    int place = at % (lines.Length + 1);
                    string[] swapped = ["S 42[\"former\"]", "S 42[\"latter\"]"];
                    ReplayResult result = Compare(
                        [.. lines[..place], .. swapped, .. lines[place..]],
                        [.. lines[..place], .. swapped.Reverse(), .. lines[place..]]
                    );
                    StepOutcome[] differences = [.. result.Outcomes.Where(outcome => outcome.IsDifference)];
                    Assert.Contains(differences, d => d.Note is "It came, but out of order.");
                    Assert.All(differences, d => Assert.True(d.EffectiveName is "former" or "latter", d.EffectiveName));
                }
            );

    [Fact]
    public void Compare_TwoStepsSwapped_IsNamedAsOrder()
    {
        ReplayResult result = Compare(
            ["S 42[\"a\"]", "S 42[\"b\"]", "S 42[\"c\"]"],
            ["S 42[\"b\"]", "S 42[\"a\"]", "S 42[\"c\"]"]
        );

        Assert.Contains(
            result.Outcomes,
            o => o is { Verdict: StepVerdict.Missing, Note: "It came, but out of order." }
        );
    }

    [Fact]
    public void Compare_AServersIdSentBackByTheClient_IsBound()
    {
        ReplayResult result = Compare(
            ["S 42[\"joined\",{\"id\":\"V1StGXR8_Z5jdHi6B-myT\"}]", "C 42[\"leave\",\"V1StGXR8_Z5jdHi6B-myT\"]"],
            ["S 42[\"joined\",{\"id\":\"Uakgb_J5m9g-0JDMbcJqL\"}]", "C 42[\"leave\",\"Uakgb_J5m9g-0JDMbcJqL\"]"]
        );

        Assert.False(result.HasDifferences);
        Assert.Equal("Uakgb_J5m9g-0JDMbcJqL", result.BoundValues["V1StGXR8_Z5jdHi6B-myT"]);
    }

    [Fact]
    public void Compare_ABoundValueThatChangesHalfWay_IsADifference()
    {
        ReplayResult result = Compare(
            [
                "S 42[\"a\",\"V1StGXR8_Z5jdHi6B-myT\"]",
                "C 42[\"b\",\"V1StGXR8_Z5jdHi6B-myT\"]",
                "S 42[\"c\",\"V1StGXR8_Z5jdHi6B-myT\"]",
            ],
            [
                "S 42[\"a\",\"Uakgb_J5m9g-0JDMbcJqL\"]",
                "C 42[\"b\",\"Uakgb_J5m9g-0JDMbcJqL\"]",
                "S 42[\"c\",\"zzzgb_J5m9g-0JDMbcJqL\"]",
            ]
        );

        Assert.Equal("c", Assert.Single(result.Outcomes, o => o.IsDifference).EffectiveName);
    }

    [Fact]
    public void Compare_AcksInAnotherOrder_MatchByWhatTheyAnswer()
    {
        ReplayResult result = Compare(
            ["C 420[\"a\"]", "C 421[\"b\"]", "S 430[1]", "S 431[2]"],
            ["C 425[\"a\"]", "C 426[\"b\"]", "S 436[2]", "S 435[1]"]
        );

        Assert.False(result.HasDifferences);
    }

    [Theory]
    [InlineData("unordered", "S 42[\"t\",2]|S 42[\"t\",1]", false)]
    [InlineData("unordered", "S 42[\"t\",2]", true)]
    [InlineData("latest", "S 42[\"t\",9]|S 42[\"t\",8]|S 42[\"t\",2]", false)]
    [InlineData("latest", "S 42[\"t\",1]", true)]
    [InlineData("any-count", "S 42[\"t\",2]|S 42[\"t\",2]|S 42[\"t\",1]", false)]
    [InlineData("any-count", "S 42[\"t\",3]", true)]
    [InlineData("any-count", "", false)]
    [InlineData("ignore", "S 42[\"t\",3]", false)]
    [InlineData("ordered", "S 42[\"t\",2]|S 42[\"t\",1]", true)]
    public void Compare_ByMode_AsReplayMeansIt(string mode, string live, bool differs)
    {
        ReplayRules rules = RulesFile.Read(
            Encoding.UTF8.GetBytes($$"""{"rules":[{"event":"t","mode":"{{mode}}","why":""}]}""")
        );

        ReplayResult result = Compare(
            ["S 42[\"t\",1]", "S 42[\"t\",2]"],
            live.Split('|', StringSplitOptions.RemoveEmptyEntries),
            rules
        );

        Assert.Equal(differs, result.HasDifferences);
    }

    [Fact]
    public void Compare_ATickerOfWhichNoneWasRecorded_MayTick() =>
        Assert.False(
            Compare(
                [],
                ["S 42[\"t\",1]"],
                RulesFile.Read("""{"rules":[{"event":"t","mode":"any-count","why":""}]}"""u8.ToArray())
            ).HasDifferences
        );

    [Fact]
    public void Compare_ARuleThatNeverApplies_IsReportedAsUnused()
    {
        ReplayRules rules = RulesFile.Read(
            """{"rules":[{"event":"x","path":"args[0]","match":"@any","why":""},{"event":"t","path":"args[0]","match":"@any","why":""}]}"""u8.ToArray()
        );

        ReplayResult result = Compare(["S 42[\"t\",1]"], ["S 42[\"t\",2]"], rules);

        Assert.False(result.HasDifferences);
        Assert.Equal("x", Assert.Single(result.UnusedRules).Event);
        Assert.Equal("t", Assert.Single(result.UsedRules).Event);
    }

    private static string NameIn(string line) => line.Split('"')[1];

    private static ReplayResult Compare(string[] recorded, string[] live, ReplayRules? rules = null) =>
        PlanComparer.Compare(PlanOf(recorded), PlanOf(live), rules ?? ReplayRules.None);

    private static ReplayPlan PlanOf(string[] lines) =>
        new Script().Session().Say("C 40", "S 40{\"sid\":\"a\"}").Say(lines).End().Plan();
}
