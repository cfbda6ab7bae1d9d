using System.Globalization;
using SioProxy.Replay.Playing;
using SioProxy.Sessions;
using SioProxy.Viewer.Commands;

namespace SioProxy.Viewer.Replaying;

/// <summary>A line on the terminal that says how far a replay is; nothing where standard error is no terminal.</summary>
internal sealed class ReplayProgress : IDisposable
{
    private const int Columns = 78;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CommandIo _io;
    private readonly int _total;
    private long _shownAt;
    private int _done;
    private int _odd;
    private bool _isShown;

    public ReplayProgress(CommandIo io, ReplayRun run)
    {
        _io = io;
        _total = run.StepCount;
        if (io.IsErrorTerminal)
        {
            run.Progressed = OnProgress;
        }
    }

    public void Dispose()
    {
        if (_isShown)
        {
            _io.Error.Write("\r" + new string(' ', Columns) + "\r");
        }
    }

    private void OnProgress(PlayProgress progress)
    {
        bool isStep = progress.Recorded is not null;
        bool isOdd =
            progress.Kind
            is PlayProgressKind.Differs
                or PlayProgressKind.Unexpected
                or PlayProgressKind.Overdue
                or PlayProgressKind.Failed;
        _done += isStep ? 1 : 0;
        _odd += isOdd ? 1 : 0;
        if (_isShown && _io.Time.GetElapsedTime(_shownAt) < Interval)
        {
            return;
        }
        _shownAt = _io.Time.GetTimestamp();
        _isShown = true;
        string odd = _odd == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {_odd} odd");
        string name = progress.Recorded?.Name ?? progress.Live?.Name ?? "";
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Min(_done, _total)} of {_total} steps{odd}  {progress.Client} {TerminalText.Sanitize(name)}"
        );
        _io.Error.Write("\r" + line[..Math.Min(line.Length, Columns)].PadRight(Columns));
    }
}
