using SioProxy.Replay.Comparing;
using SioProxy.Replay.Learning;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Tests.Replay.Learning;

public sealed class RuleLearnerTests
{
    [Theory]
    [InlineData(
        "\"3f2b8c1e-0d5a-4e6f-9a7b-1c2d3e4f5a6b\"",
        "\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"",
        "\"11111111-7425-40de-944b-e07fc1f90ae7\"",
        "@uuid"
    )]
    [InlineData("\"order-17\"", "\"order-18\"", "\"order-19\"", "@regex(^order-[0-9]+$)")]
    [InlineData("100.5", "101", "100", "@number(±2)")]
    [InlineData("1", "500", "90000", "@number")]
    [InlineData("\"a\"", "\"b\"", "\"c\"", "@type")]
    [InlineData("1", "\"b\"", "null", "@any")]
    [InlineData("true", "false", "true", "@type")]
    public void Learn_AValueThatDiffersBetweenTheRuns_GetsTheNarrowestMatcher(
        string recorded,
        string first,
        string second,
        string matcher
    )
    {
        ProposedRule rule = Assert.Single(Learn(Event(recorded), Event(first), Event(second)));
        Assert.Equal(
            ("news", "args[0].v", matcher),
            (rule.Rule.Event, rule.Rule.Path!.ToString(), rule.Rule.Match!.Text)
        );
        Assert.Contains("between two runs", rule.Rule.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_AValueThatOnlyTheRecordingHadOtherwise_IsNoNoise() =>
        Assert.Empty(Learn(Event("1"), Event("2"), Event("2")));

    [Fact]
    public void Learn_ElementsOfAnArray_AreOneRule()
    {
        ProposedRule rule = Assert.Single(
            Learn(Event("[{\"n\":1},{\"n\":2}]"), Event("[{\"n\":3},{\"n\":4}]"), Event("[{\"n\":5},{\"n\":6}]"))
        );
        Assert.Equal(("args[0].v[*].n", 2), (rule.Rule.Path!.ToString(), rule.Count));
    }

    [Fact]
    public void Learn_EventsInAnotherOrder_AreProposedAsUnordered()
    {
        ProposedRule rule = Assert.Single(
            Learn(
                ["S 42[\"a\",1]", "S 42[\"a\",2]", "S 42[\"b\"]"],
                ["S 42[\"a\",1]", "S 42[\"b\"]", "S 42[\"a\",2]"],
                ["S 42[\"b\"]", "S 42[\"a\",1]", "S 42[\"a\",2]"]
            )
        );
        Assert.Equal(MatchMode.Unordered, rule.Rule.Mode);
    }

    [Fact]
    public void Learn_EventsOfTheSameNumberByChance_AreProposedAsAnyCountWhenTheRecordingHasAnother()
    {
        ReplayPlan Of(params string[] said) => new Script().Session().Say(said).Plan();
        ProposedRule rule = Assert.Single(
            RuleLearner.Learn(
                Of("S 42[\"tick\"]", "S 42[\"tick\"]", "S 42[\"a\"]", "S 42[\"tick\"]"),
                Of("S 42[\"tick\"]", "S 42[\"a\"]", "S 42[\"tick\"]"),
                Of("S 42[\"a\"]", "S 42[\"tick\"]", "S 42[\"tick\"]"),
                ReplayRules.None
            ),
            proposed => proposed.Rule.Event == "tick"
        );
        Assert.Equal(MatchMode.AnyCount, rule.Rule.Mode);
        Assert.Contains("another number of times than recorded", rule.Rule.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_EventsOfAnotherNumber_AreProposedAsAnyCount()
    {
        ProposedRule rule = Assert.Single(
            Learn(["S 42[\"tick\"]"], ["S 42[\"tick\"]"], ["S 42[\"tick\"]", "S 42[\"tick\"]"])
        );
        Assert.Equal("tick", rule.Rule.Event);
        Assert.Equal(MatchMode.AnyCount, rule.Rule.Mode);
    }

    [Fact]
    public void Learn_WhatItProposes_IsARulesFileThatMakesTheRunsAgree()
    {
        string[] recorded = Event("\"order-17\"");
        string[] first = Event("\"order-18\"");
        string[] second = Event("\"order-19\"");
        string text = RulesFile.Write(new ReplayRules([.. Learn(recorded, first, second).Select(rule => rule.Rule)]));
        ReplayRules rules = RulesFile.Read(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.False(PlanComparer.Compare(Plan(recorded), Plan(second), rules).HasDifferences);
    }

    private static string[] Event(string value) => [$"S 42[\"news\",{{\"v\":{value}}}]"];

    private static ReplayPlan Plan(string[] lines) => new Script().Session().Say(lines).Plan();

    private static IReadOnlyList<ProposedRule> Learn(string[] recorded, string[] first, string[] second) =>
        RuleLearner.Learn(Plan(recorded), Plan(first), Plan(second), ReplayRules.None);
}
