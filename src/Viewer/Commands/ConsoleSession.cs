using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SioProxy.Viewer.Commands;

/// <summary>The process's own streams and signals.</summary>
internal sealed class ConsoleSession : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _signals = [];

    public ConsoleSession()
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        Io = new CommandIo
        {
            Output = new CommandOutput(OpenOutput()) { HasColor = HasColor() },
            Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
            IsInputTerminal = !Console.IsInputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
            OutputWidth = Console.IsOutputRedirected ? 0 : Width(),
            IsOutputTerminal = !Console.IsOutputRedirected,
            Stop = _stop.Token,
        };
    }

    public CommandIo Io { get; }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }
        Io.Error.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !_stop.IsCancellationRequested; // a second signal ends the process at once
        _stop.Cancel();
    }

    /// <summary>
    /// The console's stream hides that a pipe was closed, so pipes are opened as what they are; a FileStream, on the other
    /// hand, does not move the offset that a regular file shares with the shell's other commands.
    /// </summary>
    private static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }
        try
        {
            var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return stream;
            }
            stream.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Closed, or nothing that a FileStream takes: the console's stream copes with either.
        }
        return Console.OpenStandardOutput();
    }

    // https://no-color.org
    private static bool HasColor() =>
        !Console.IsOutputRedirected
        && !OperatingSystem.IsWindows() // its console takes the sequences only when asked to
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    private static int Width()
    {
        try
        {
            return Math.Max(40, Console.WindowWidth);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
