using SioProxy.Replay.Playing;

namespace SioProxy.Tests.Replay.Playing;

public sealed class PaceTests
{
    [Theory]
    [InlineData("asap", null)]
    [InlineData("recorded", 1.0)]
    [InlineData("x2", 2.0)]
    [InlineData("x0.5", 0.5)]
    public void TryParse_AWord_IsThatSpeed(string text, double? speed)
    {
        Assert.True(Pace.TryParse(text, out Pace pace));
        Assert.Equal(speed, pace.Speed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("x")]
    [InlineData("x0")]
    [InlineData("x-1")]
    [InlineData("xNaN")]
    [InlineData("x1e9")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(Pace.TryParse(text, out _));

    [Fact]
    public void DueAt_TwiceAsFast_IsHalfTheDistanceFromTheBeginning() =>
        Assert.Equal(1_000 + 250, new Pace(2).DueAt(recordedAt: 5_500, recordedStart: 5_000, start: 1_000));
}
