using SioProxy.Viewer.Summaries;

namespace SioProxy.Tests.Viewer.Summaries;

public sealed class SparklineTests
{
    [Fact]
    public void Draw_OfCounts_RisesFromTheLowestBlockToTheHighest() =>
        Assert.Equal(" ▁▂▄▆█", Sparkline.Draw([0, 1, 25, 50, 75, 100], 6));

    [Fact]
    public void Draw_InFewerColumns_AddsNeighbours() => Assert.Equal("▄█", Sparkline.Draw([1, 1, 2, 2], 2));

    [Fact]
    public void Draw_InMoreColumns_SpreadsThem() => Assert.Equal("▄▄██", Sparkline.Draw([1, 2], 4));

    [Fact]
    public void Draw_OfNothing_IsBlank()
    {
        Assert.Equal("", Sparkline.Draw([], 5));
        Assert.Equal("   ", Sparkline.Draw([0, 0, 0], 3));
    }

    [Fact]
    public void Rows_OfSeveralLines_StackEighths() => Assert.Equal([" ▄█", "███"], Sparkline.Rows([4, 6, 8], 3, 2));

    [Theory]
    [InlineData(0, 10, "")]
    [InlineData(1, 1_000_000, "▏")]
    [InlineData(5, 10, "██")]
    [InlineData(9, 16, "██▎")]
    [InlineData(10, 10, "████")]
    [InlineData(5, 0, "")]
    public void Bar_OfAShare_GrowsByEighths(long value, long most, string bar) =>
        Assert.Equal(bar, Sparkline.Bar(value, most, 4));
}
