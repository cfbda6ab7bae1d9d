using System.Diagnostics.Metrics;
using SioProxy.Recording;

namespace SioProxy.Proxy.Operating;

/// <summary>The recorder's counters as instruments, read when somebody collects them.</summary>
internal sealed class RecorderMeter : IDisposable
{
    public const string Name = "SioProxy";

    private readonly Meter _meter = new(Name);

    /// <param name="openExchanges">How many requests and WebSockets are being forwarded.</param>
    public RecorderMeter(Recorder recorder, Func<int> openExchanges)
    {
        Now("exchanges.open", "{exchange}", "Requests and WebSockets being forwarded.", _ => openExchanges());
        Now("connections.open", "{connection}", "Recorded exchanges and WebSockets that are open.", s => s.Connections);
        Now("sessions.open", "{session}", "Engine.IO sessions that live.", s => s.Sessions);
        Sum("packets", "{packet}", "Packets and plain WebSocket messages recorded.", s => s.Packets);
        Sum("rows", "{row}", "Rows of all kinds recorded.", s => s.Rows);
        Sum("faults", "{row}", "Rows that could not be decoded whole.", s => s.Faults);
        Sum("gaps", "{row}", "Gap rows: traffic that was forwarded but not recorded.", s => s.Gaps);
        Sum("decoded", "By", "Bytes from the wire that were decoded.", s => s.Bytes);
        Now("queue.size", "By", "Bytes from the wire that wait to be decoded.", s => s.QueueBytes);
        Now("backlog.size", "By", "Bytes of rows that wait in memory to be stored.", s => s.BacklogBytes);
        Now("spill.size", "By", "Bytes of rows that wait in the spill log.", s => s.SpillBytes);
        Now("capture.size", "By", "Bytes of the capture on disk.", s => s.FileBytes);
        Now("recording", null, "1 while rows are recorded and stored, 0 while they are not.", IsRecording);

        void Sum(string name, string unit, string description, Func<RecorderStatus, long> value) =>
            _meter.CreateObservableCounter($"sioproxy.{name}", () => value(recorder.Snapshot()), unit, description);

        void Now(string name, string? unit, string description, Func<RecorderStatus, long> value) =>
            _meter.CreateObservableGauge($"sioproxy.{name}", () => value(recorder.Snapshot()), unit, description);
    }

    public void Dispose() => _meter.Dispose();

    private static long IsRecording(RecorderStatus status) => status is { IsRecording: true, Problem: null } ? 1 : 0;
}
