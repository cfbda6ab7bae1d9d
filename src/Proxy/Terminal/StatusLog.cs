using SioProxy.Recording;

namespace SioProxy.Proxy.Terminal;

/// <summary>Logs every minute how the recording goes, if it went on: the status line of machines.</summary>
internal sealed partial class StatusLog : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Recorder _recorder;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private RecorderStatus _last;

    public StatusLog(Recorder recorder, ILogger logger, TimeProvider time)
    {
        _recorder = recorder;
        _logger = logger;
        _last = recorder.Snapshot();
        _timer = time.CreateTimer(static state => ((StatusLog)state!).Show(), this, Every, Every);
    }

    public void Dispose() => _timer.Dispose();

    private void Show()
    {
        RecorderStatus now = _recorder.Snapshot();
        if (now == _last)
        {
            return;
        }
        _last = now;
        Log.Status(
            _logger,
            now.Sessions,
            now.Packets,
            now.Gaps,
            now.Faults,
            now.QueueBytes + now.BacklogBytes,
            now.SpillBytes,
            now.FileBytes
        );
    }

    private static partial class Log
    {
        [LoggerMessage(
            110,
            LogLevel.Information,
            "{Sessions} sessions, {Packets} packets, {Gaps} gaps, {Faults} faults, {QueueBytes} bytes queued, {SpillBytes} spilled, {FileBytes} in the capture"
        )]
        public static partial void Status(
            ILogger logger,
            long sessions,
            long packets,
            long gaps,
            long faults,
            long queueBytes,
            long spillBytes,
            long fileBytes
        );
    }
}
