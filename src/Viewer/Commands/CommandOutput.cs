using System.Text;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Commands;

/// <summary>Standard output: buffered, sanitised, and honest about a reader that has gone.</summary>
internal sealed class CommandOutput(Stream inner) : WriteOnlyStream
{
    private const int BrokenPipe = 32; // EPIPE on Linux and macOS
    private const int BrokenPipeOnWindows = unchecked((int)0x8007006D);
    private const int NoDataOnWindows = unchecked((int)0x800700E8);

    private readonly BufferedStream _buffer = new(inner, 64 * 1024);

    /// <summary>Whether a terminal that takes colours reads this.</summary>
    public bool HasColor { get; init; }

    /// <summary>Writes a line of text for people; line ends inside it begin lines of their own.</summary>
    public void WriteLine(string text = "")
    {
        foreach (string line in text.Split('\n'))
        {
            Write(Encoding.UTF8.GetBytes(TerminalText.Sanitize(line.TrimEnd('\r'))));
            Write("\n"u8);
        }
    }

    /// <summary>Writes part of a line, in that colour (the parameters of an SGR sequence) where there are colours.</summary>
    public void Paint(string text, string? color)
    {
        bool isPainted = HasColor && color is not null;
        string safe = TerminalText.Sanitize(text);
        Write(Encoding.UTF8.GetBytes(isPainted ? $"\u001b[{color}m{safe}\u001b[0m" : safe));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _buffer.Write(buffer);
        }
        catch (IOException e) when (IsClosed(e))
        {
            throw new OutputClosedException(e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException("Standard output cannot be written: it is closed.", e);
        }
    }

    public override void Flush()
    {
        try
        {
            _buffer.Flush();
        }
        catch (IOException e) when (IsClosed(e))
        {
            throw new OutputClosedException(e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException("Standard output cannot be written: it is closed.", e);
        }
    }

    private static bool IsClosed(IOException e) => e.HResult is BrokenPipe or BrokenPipeOnWindows or NoDataOnWindows;
}
