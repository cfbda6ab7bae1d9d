using SioProxy.Replay.Comparing;
using SioProxy.Replay.Reporting;
using SioProxy.Replay.Rules;

namespace SioProxy.Tests.Replay.Reporting;

public sealed class ValueExcerptTests
{
    [Theory]
    [InlineData("1", "2", "1", "2")]
    [InlineData(null, "2", null, "2")]
    [InlineData("0123456789", "0123456789", "0123456789", "0123456789")]
    [InlineData("0123456789A", null, "0123456789… (11 characters)", null)]
    public void Of_ShortOrCut_ShowsTheBeginning(string? recorded, string? live, string? was, string? now) =>
        Assert.Equal((was, now), ValueExcerpt.Of(recorded, live, 10));

    [Fact]
    public void Of_LongValues_ShowsWhereTheyBeginToDiffer()
    {
        string same = new('x', 100);
        (string? recorded, string? live) = ValueExcerpt.Of(same + "A" + same, same + "B", 50);
        Assert.Equal("…" + new string('x', 40) + "A" + new string('x', 9) + "… (201 characters)", recorded);
        Assert.Equal("…" + new string('x', 40) + "B (101 characters)", live);
    }

    [Fact]
    public void Of_APairOfSurrogatesAtTheEdge_StaysWhole()
    {
        string ship = string.Concat(Enumerable.Repeat("\U0001F6A2", 40));
        foreach (int longest in Enumerable.Range(1, 12))
        {
            (string? recorded, string? live) = ValueExcerpt.Of(ship + "A", ship + "B", longest);
            Assert.DoesNotContain(
                "\ufffd",
                string.Concat((recorded + live).EnumerateRunes()),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Write_ADifferenceOfManyMegabytes_KeepsEveryReportShort()
    {
        string text = new('x', 3_000_000);
        ReplayResult result = PlanComparer.Compare(
            new Script().Session().Say($"S 42[\"a\",\"{text}1\"]").Plan(),
            new Script().Session().Say($"S 42[\"a\",\"{text}2\"]").Plan(),
            ReplayRules.None
        );
        Assert.InRange(TextReport.Write(result).Length, 100, 10_000);
        Assert.InRange(JUnitReport.Write(result).Length, 100, 10_000);
        Assert.InRange(HtmlReport.Write(result).Length, 100, 20_000);
        Assert.Contains("x1\"", TextReport.Verdict(result), StringComparison.Ordinal);
        Assert.Contains("x2\"", TextReport.Verdict(result), StringComparison.Ordinal);
    }
}
