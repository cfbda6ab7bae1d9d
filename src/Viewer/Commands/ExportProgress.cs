using System.Globalization;

namespace SioProxy.Viewer.Commands;

/// <summary>A line on the terminal that says how far a long export is; nothing where standard error is no terminal.</summary>
/// <param name="lastId">The last row that there is.</param>
/// <param name="isToFile">Whether the export goes to a file: what goes to the terminal itself is progress enough.</param>
internal sealed class ExportProgress(CommandIo io, long lastId, bool isToFile) : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private long _shownAt = io.Time.GetTimestamp();
    private bool _isShown;

    public void Report(long scannedTo, long written)
    {
        bool isShown = io.IsErrorTerminal && (isToFile || !io.IsOutputTerminal);
        if (!isShown || io.Time.GetElapsedTime(_shownAt) < s_interval)
        {
            return;
        }
        _shownAt = io.Time.GetTimestamp();
        _isShown = true;
        long percent = lastId > 0 ? Math.Min(100, scannedTo * 100 / lastId) : 100;
        io.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{percent, 3} %  {written:N0} rows "));
    }

    public void Dispose()
    {
        if (_isShown)
        {
            io.Error.Write("\r" + new string(' ', 40) + "\r");
        }
    }
}
