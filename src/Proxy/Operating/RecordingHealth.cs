using Microsoft.Extensions.Diagnostics.HealthChecks;
using SioProxy.Recording;

namespace SioProxy.Proxy.Operating;

/// <summary>
/// Whether what passes is recorded: unhealthy while the capture takes no rows, spilled or not, degraded while a burst waits in the spill log.
/// Traffic flows in all three.
/// </summary>
internal sealed class RecordingHealth(Recorder recorder) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(Of(recorder.Snapshot()));

    internal static HealthCheckResult Of(RecorderStatus status) =>
        !status.IsRecording ? HealthCheckResult.Unhealthy("Not recording: the capture has reached --max-size.")
        : status.Problem is { } problem ? HealthCheckResult.Unhealthy($"Rows cannot be stored: {problem}")
        : status.SpillBytes > 0
            ? HealthCheckResult.Degraded($"{status.SpillBytes} bytes of rows wait in the spill log.")
        : HealthCheckResult.Healthy("Everything is recorded.");
}
