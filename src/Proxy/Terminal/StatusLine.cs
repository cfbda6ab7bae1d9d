using System.Globalization;
using SioProxy.Recording;

namespace SioProxy.Proxy.Terminal;

/// <summary>Says regularly how the recording goes.</summary>
internal sealed class StatusLine : IDisposable
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromMinutes(1);

    private readonly StatusConsole _console;
    private readonly Recorder _recorder;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private RecorderStatus _last;
    private long _lastAt;

    public StatusLine(StatusConsole console, Recorder recorder, TimeProvider time)
    {
        _console = console;
        _recorder = recorder;
        _time = time;
        _last = recorder.Snapshot();
        _lastAt = time.GetTimestamp();
        TimeSpan every = console.IsTerminal ? OnTerminal : Elsewhere;
        _timer = time.CreateTimer(static state => ((StatusLine)state!).Show(), this, every, every);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _console.ClearStatus();
    }

    /// <summary>One line of text.</summary>
    internal static string Format(RecorderStatus status, double packetsPerSecond)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{status.Sessions} sessions · {packetsPerSecond:0} packets/s · {Size(status.Bytes)} passed · queue {Size(status.QueueBytes + status.BacklogBytes)} · spill {Size(status.SpillBytes)} · {status.Gaps} gaps · file {Size(status.FileBytes)}"
        );
        return !status.IsRecording ? text + " · NOT RECORDING: --max-size reached"
            : status.Problem is { } problem ? $"NOT STORING: {problem} · {text}"
            : text;
    }

    private static string Size(long bytes) =>
        bytes switch
        {
            < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
            < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} k"),
            < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} M"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.00} G"),
        };

    private void Show()
    {
        RecorderStatus now = _recorder.Snapshot();
        double seconds = _time.GetElapsedTime(_lastAt).TotalSeconds;
        if (!_console.IsTerminal && now == _last)
        {
            return; // nothing to say into a log
        }
        _console.SetStatus(Format(now, (now.Packets - _last.Packets) / Math.Max(seconds, 0.001)));
        _last = now;
        _lastAt = _time.GetTimestamp();
    }
}
