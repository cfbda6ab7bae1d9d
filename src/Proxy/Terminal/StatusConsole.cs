using SioProxy.Sessions;

namespace SioProxy.Proxy.Terminal;

/// <summary>
/// Standard error: lines that stay and, on a terminal, one status line below them that is redrawn. What cannot be written, on a
/// full disk or to a pipe that nobody reads any more, is lost: whoever logs has traffic to look after.
/// </summary>
internal sealed class StatusConsole(TextWriter output, bool isTerminal) : IDisposable
{
    private const string ClearLine = "\r\x1b[K";

    private readonly Lock _lock = new();
    private string _status = "";

    /// <summary>Whether there is somebody to look at a line that is redrawn.</summary>
    public bool IsTerminal { get; } = isTerminal;

    public void WriteLine(string line)
    {
        string text = TerminalText.Sanitize(line);
        lock (_lock)
        {
            TryWrite(
                _status.Length > 0 ? $"{ClearLine}{text}{Environment.NewLine}{_status}" : text + Environment.NewLine
            );
        }
    }

    /// <summary>Replaces the status line; on anything but a terminal it is a plain line.</summary>
    public void SetStatus(string status)
    {
        if (!IsTerminal)
        {
            WriteLine(status);
            return;
        }
        lock (_lock)
        {
            _status = TerminalText.Sanitize(status, Width() - 1);
            TryWrite(ClearLine + _status);
        }
    }

    /// <summary>Takes the status line away.</summary>
    public void ClearStatus()
    {
        lock (_lock)
        {
            if (_status.Length > 0)
            {
                _status = "";
                TryWrite(ClearLine);
            }
        }
    }

    public void Dispose() => ClearStatus();

    private void TryWrite(string text)
    {
        try
        {
            output.Write(text);
            output.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // There is nowhere to say it.
        }
    }

    private static int Width()
    {
        try
        {
            return Math.Max(Console.WindowWidth, 20);
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
