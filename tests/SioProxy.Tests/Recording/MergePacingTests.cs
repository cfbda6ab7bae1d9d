using Microsoft.Extensions.Time.Testing;
using SioProxy.Recording;

namespace SioProxy.Tests.Recording;

public sealed class MergePacingTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void ShouldWait_WhenNothingWasSpilledOrStoredYet_IsFalse()
    {
        var pacing = new MergePacing(_time);
        Assert.False(pacing.ShouldWait());
        pacing.OnSpilled(1_000_000);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(pacing.ShouldWait()); // how fast the capture is nobody knows: try
    }

    [Theory]
    [InlineData(100_000, true)]
    [InlineData(80_000, true)]
    [InlineData(70_000, false)]
    [InlineData(0, false)]
    public void ShouldWait_WhileRowsComeAsFastAsTheyAreStored_IsTrue(int rowsPerSecond, bool waits)
    {
        var pacing = new MergePacing(_time);
        pacing.OnStored(50_000, TimeSpan.FromSeconds(0.5));
        pacing.OnSpilled(rowsPerSecond);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(waits, pacing.ShouldWait());
    }

    [Fact]
    public void ShouldWait_OnceItIsQuieter_IsFalse()
    {
        var pacing = new MergePacing(_time);
        pacing.OnStored(1_000, TimeSpan.FromSeconds(1));
        pacing.OnSpilled(5_000);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(pacing.ShouldWait());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(pacing.ShouldWait());
    }
}
