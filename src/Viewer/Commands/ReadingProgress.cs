using System.Globalization;

namespace SioProxy.Viewer.Commands;

/// <summary>A line on the terminal that says how far a long command is; nothing where standard error is no terminal.</summary>
/// <param name="lastId">The last row that there is.</param>
/// <param name="isSilent">Nothing is to be said: what the command writes to the terminal meanwhile is progress enough.</param>
internal sealed class ReadingProgress(CommandIo io, long lastId, bool isSilent) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private long _shownAt = io.Time.GetTimestamp();
    private bool _isShown;

    /// <param name="what">What is being done, or has been.</param>
    public void Report(long scannedTo, string what)
    {
        if (isSilent || !io.IsErrorTerminal || io.Time.GetElapsedTime(_shownAt) < Interval)
        {
            return;
        }
        _shownAt = io.Time.GetTimestamp();
        _isShown = true;
        long percent = lastId > 0 ? Math.Min(100, scannedTo * 100 / lastId) : 100;
        io.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{percent, 3} %  {what} "));
    }

    public void Dispose()
    {
        if (_isShown)
        {
            io.Error.Write("\r" + new string(' ', 40) + "\r");
        }
    }
}
