using Microsoft.Extensions.Diagnostics.HealthChecks;
using SioProxy.Proxy.Operating;
using SioProxy.Recording;

namespace SioProxy.Tests.Proxy;

/// <summary>What health says of the recording.</summary>
public sealed class RecordingHealthTests
{
    private static readonly RecorderStatus Fine = new()
    {
        Path = "x.db",
        Sessions = 0,
        Connections = 0,
        Packets = 0,
        Rows = 0,
        Faults = 0,
        Gaps = 0,
        Bytes = 0,
        QueueBytes = 0,
        BacklogBytes = 0,
        SpillBytes = 0,
        FileBytes = 0,
        IsRecording = true,
    };

    [Fact]
    public void Of_ARecorderThatStores_IsHealthy() =>
        Assert.Equal(HealthStatus.Healthy, RecordingHealth.Of(Fine).Status);

    [Fact]
    public void Of_ARecorderThatSpills_IsDegraded() =>
        Assert.Equal(HealthStatus.Degraded, RecordingHealth.Of(Fine with { SpillBytes = 1 }).Status);

    [Fact]
    public void Of_ADiskThatRefuses_IsUnhealthyAndSaysWhy()
    {
        HealthCheckResult health = RecordingHealth.Of(Fine with { Problem = "the disk is full", SpillBytes = 1 });
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("the disk is full", health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ACaptureAtItsLargestSize_IsUnhealthy() =>
        Assert.Equal(HealthStatus.Unhealthy, RecordingHealth.Of(Fine with { IsRecording = false }).Status);
}
