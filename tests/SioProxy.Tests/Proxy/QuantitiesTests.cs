using SioProxy.Proxy.CommandLine;

namespace SioProxy.Tests.Proxy;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("10k", 10 * 1024)]
    [InlineData("1.5M", 3 * 512 * 1024)]
    [InlineData("2G", 2L * 1024 * 1024 * 1024)]
    public void TrySize_WithAUnit_IsBytes(string text, long expected)
    {
        Assert.True(Quantities.TrySize(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("0")]
    [InlineData("-1k")]
    [InlineData("10m")]
    [InlineData("1e9")]
    [InlineData("99999999999G")]
    public void TrySize_OfAnythingElse_Fails(string text) => Assert.False(Quantities.TrySize(text, out _));

    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("30m", 1800)]
    [InlineData("1d", 86400)]
    public void TryDuration_WithAUnit_IsThatLong(string text, double seconds)
    {
        Assert.True(Quantities.TryDuration(text, out TimeSpan duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }
}
