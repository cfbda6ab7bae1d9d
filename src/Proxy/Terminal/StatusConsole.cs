using SioProxy.Sessions;

namespace SioProxy.Proxy.Terminal;

/// <summary>Standard error: lines that stay and, on a terminal, one status line below them that is redrawn.</summary>
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
            if (_status.Length > 0)
            {
                output.Write(ClearLine);
            }
            output.WriteLine(text);
            output.Write(_status);
            output.Flush();
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
            output.Write(ClearLine + _status);
            output.Flush();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_status.Length > 0)
            {
                output.Write(ClearLine);
                _status = "";
                output.Flush();
            }
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
