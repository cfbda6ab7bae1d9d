using System.Text;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Learning;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Tests.Replay.Learning;

/// <summary>What a person accepts is no difference the next time, and nothing more than that is allowed.</summary>
public sealed class RuleAcceptanceTests
{
    [Theory]
    [InlineData("S 42[\"at\",{\"n\":5}]", "S 42[\"at\",{\"n\":6}]", "at args[0].n @number(±2)")]
    [InlineData("S 42[\"at\",{\"n\":5}]", "S 42[\"at\",{\"n\":\"x\"}]", "at args[0].n @any")]
    [InlineData("S 42[\"order\",\"no-17\"]", "S 42[\"order\",\"no-18\"]", "order args[0] @regex(^no-[0-9]+$)")]
    public void For_AnAlteredValue_IsTheNarrowestMatcher(string was, string came, string expected)
    {
        ReplayResult result = Compare([was], [came], ReplayRules.None);
        IReadOnlyList<ReplayRule> rules = RuleAcceptance.For(result.FirstDifference!.Value.Outcome);
        Assert.Equal([expected], rules.Select(rule => rule.ToString()));
        Assert.False(Compare([was], [came], new ReplayRules(rules)).HasDifferences);
    }

    [Fact]
    public void For_AnExtraEvent_IgnoresItsName()
    {
        string[] was = ["S 42[\"a\",1]"];
        string[] came = ["S 42[\"a\",1]", "S 42[\"debug\",1]"];
        StepOutcome extra = Compare(was, came, ReplayRules.None).FirstDifference!.Value.Outcome;
        IReadOnlyList<ReplayRule> rules = RuleAcceptance.For(extra);
        Assert.Equal(["mode debug ignore"], rules.Select(rule => rule.ToString()));
        Assert.False(Compare(was, came, new ReplayRules(rules)).HasDifferences);
    }

    [Fact]
    public void For_AnAckThatIsMissing_IsNothing()
    {
        StepOutcome missing = Compare(
            ["C 420[\"save\"]", "S 430[]"],
            ["C 420[\"save\"]"],
            ReplayRules.None
        ).FirstDifference!.Value.Outcome;
        Assert.Empty(RuleAcceptance.For(missing));
    }

    [Theory]
    [InlineData("{\"rules\": []}")]
    [InlineData(
        "// mine\n{ /* \"rules\": [1] */ \"rules\": [\n  // first\n  {\"event\":\"x\",\"mode\":\"ignore\",\"why\":\"y\"},\n]}"
    )]
    public void Prepend_ToAFile_KeepsItsTextAndGoesFirst(string file)
    {
        IReadOnlyList<ReplayRule> accepted = RuleAcceptance.For(
            Compare(["S 42[\"at\",1]"], ["S 42[\"at\",\"x\"]"], ReplayRules.None).FirstDifference!.Value.Outcome
        );
        ReplayRules former = RulesFile.Read(Encoding.UTF8.GetBytes(file));
        string text = RulesFile.Prepend(Encoding.UTF8.GetBytes(file), accepted);
        ReplayRules rules = RulesFile.Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal(accepted[0].ToString(), rules.All[0].ToString());
        Assert.Equal(former.All.Select(rule => rule.ToString()), rules.All.Skip(1).Select(rule => rule.ToString()));
        Assert.Equal(
            file.Contains("// mine", StringComparison.Ordinal),
            text.Contains("// mine", StringComparison.Ordinal)
        );
        Assert.Equal(
            file.Contains("// first", StringComparison.Ordinal),
            text.Contains("// first", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Prepend_ToWhatIsNoRulesFile_IsRefused() =>
        Assert.Throws<RulesException>(() => RulesFile.Prepend("{\"rules\": 5}"u8.ToArray(), []));

    private static ReplayResult Compare(string[] was, string[] came, ReplayRules rules) =>
        PlanComparer.Compare(PlanOf(was), PlanOf(came), rules);

    private static ReplayPlan PlanOf(string[] lines) =>
        new Script().Session().Say("C 40", "S 40{\"sid\":\"a\"}").Say(lines).End().Plan();
}
