using SioProxy.Replay.Values;

namespace SioProxy.Tests.Replay.Values;

public sealed class ValuePathTests
{
    [Theory]
    [InlineData("args")]
    [InlineData("args[0]")]
    [InlineData("args[0].user.id")]
    [InlineData("args[12][\"a b\"][3]")]
    [InlineData("args[0][\"]\\u0022[\"]")]
    public void TryParse_APrintedPath_PrintsTheSame(string text)
    {
        Assert.True(ValuePath.TryParse(text, out ValuePath path, out _));
        Assert.Equal(text, path.ToString());
    }

    [Theory]
    [InlineData("args[*].id", "args[3].id", true)]
    [InlineData("args[0].*", "args[0].id", true)]
    [InlineData("args[0]", "args[0].id", false)]
    [InlineData("args[1].id", "args[0].id", false)]
    public void Covers_APatternAndAPlace_ElementByElement(string pattern, string place, bool expected)
    {
        Assert.True(ValuePath.TryParse(pattern, out ValuePath parsed, out _));
        Assert.True(ValuePath.TryParse(place, out ValuePath at, out _));
        Assert.Equal(expected, parsed.Covers(at));
    }

    [Theory]
    [InlineData("", "begins with \"args\"")]
    [InlineData("data.x", "begins with \"args\"")]
    [InlineData("args[", "column 5")]
    [InlineData("args[0].", "column 8")]
    [InlineData("args[x]", "column 5")]
    public void TryParse_WhatIsNoPath_SaysWhere(string text, string expected)
    {
        Assert.False(ValuePath.TryParse(text, out _, out string? error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
