using SioProxy.Proxy.CommandLine;

namespace SioProxy.Tests.Proxy;

/// <summary>When a signal asks to stop, and when it ends the process.</summary>
public sealed class StopSignalsTests
{
    [Fact]
    public void Signal_SentTwiceAtOnce_StillStopsCleanly() =>
        Assert.Equal(0, EndsAfter(TimeSpan.FromMilliseconds(100)));

    [Fact]
    public void Signal_SentAgainLater_EndsTheProcess() => Assert.Equal(1, EndsAfter(TimeSpan.FromMilliseconds(300)));

    private static int EndsAfter(TimeSpan between)
    {
        int ends = 0;
        var time = new SteppedTime();
        using var signals = new StopSignals(time, () => ends++);
        signals.OnSignal();
        time.Now += between;
        signals.OnSignal();
        return ends;
    }

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
