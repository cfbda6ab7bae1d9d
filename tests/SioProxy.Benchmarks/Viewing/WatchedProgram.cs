using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SioProxy.Benchmarks.Viewing;

/// <summary>A program in a terminal of ours: keys go in, the screen is watched, and both are timed to the read that brought it.</summary>
internal sealed class WatchedProgram : IDisposable
{
    public const int Columns = 160;
    public const int Rows = 50;

    private readonly Pty _pty = new(Columns, Rows);
    private readonly Screen _screen = new(Columns, Rows);
    private readonly object _lock = new();
    private readonly Process _process;
    private readonly Thread _reading;
    private long _lastChange; // when the screen changed last
    private Func<Screen, bool>? _wanted;
    private long? _seen; // when what is wanted was there
    private bool _hasEnded;

    /// <param name="program">The program and its arguments.</param>
    public WatchedProgram(string program, params string[] arguments)
    {
        // setsid -c makes the terminal the session's own; sh opens it, as .NET cannot for a child.
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "exec setsid -c \"$@\" <\"$0\" >\"$0\" 2>&1", _pty.Name, program },
            UseShellExecute = false,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["COLORTERM"] = "truecolor";
        start.Environment["LANG"] = "C.UTF-8";
        Started = Stopwatch.GetTimestamp();
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        _reading = new Thread(Read) { IsBackground = true };
        _reading.Start();
    }

    /// <summary>When it was started.</summary>
    public long Started { get; }

    /// <summary>CPU that it has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            long ticks =
                long.Parse(fields[11], CultureInfo.InvariantCulture)
                + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return TimeSpan.FromMilliseconds(ticks * 10); // a hundred a second on every Linux
        }
    }

    /// <summary>Resident memory in MB, now and at most so far.</summary>
    public (double Now, double Most) Memory
    {
        get
        {
            string[] lines = File.ReadAllLines(
                string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status")
            );
            double Megabytes(string name) =>
                long.Parse(
                    lines
                        .First(line => line.StartsWith(name, StringComparison.Ordinal))
                        .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
                    CultureInfo.InvariantCulture
                ) / 1024.0;
            return (Megabytes("VmRSS:"), Megabytes("VmHWM:"));
        }
    }

    /// <summary>The screen as text.</summary>
    public string ScreenText
    {
        get
        {
            lock (_lock)
            {
                return _screen.Text;
            }
        }
    }

    /// <summary>Sends keys, and says after how many milliseconds the screen was as wanted.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public double Type(string keys, Func<Screen, bool> wanted, TimeSpan? patience = null)
    {
        Watch(wanted);
        long sent = Stopwatch.GetTimestamp();
        _pty.Write(Encoding.UTF8.GetBytes(keys));
        return Wait(sent, patience);
    }

    /// <summary>Sends keys, and says after how many milliseconds something on the screen changed.</summary>
    public double TypeAndSeeChange(string keys)
    {
        long changes;
        lock (_lock)
        {
            changes = _screen.Changes;
        }
        return Type(keys, screen => screen.Changes > changes);
    }

    /// <summary>Sends keys.</summary>
    public void Type(string keys) => _pty.Write(Encoding.UTF8.GetBytes(keys));

    /// <summary>Milliseconds from the start until the screen was as wanted.</summary>
    public double WaitFromStart(Func<Screen, bool> wanted, TimeSpan? patience = null)
    {
        Watch(wanted);
        return Wait(Started, patience);
    }

    /// <summary>Milliseconds from now until the screen is as wanted.</summary>
    public double WaitFor(Func<Screen, bool> wanted, TimeSpan? patience = null)
    {
        long now = Stopwatch.GetTimestamp();
        Watch(wanted);
        return Math.Max(0, Wait(now, patience));
    }

    /// <summary>Waits until the screen has not changed for a while.</summary>
    public void Settle(int millis = 150)
    {
        while (true)
        {
            Thread.Sleep(millis / 3);
            lock (_lock)
            {
                if (_hasEnded || Stopwatch.GetElapsedTime(_lastChange).TotalMilliseconds > millis)
                {
                    return;
                }
            }
        }
    }

    /// <summary>The share of a core that it uses over some time.</summary>
    public double CpuShare(TimeSpan time)
    {
        TimeSpan before = Cpu;
        var watch = Stopwatch.StartNew();
        Thread.Sleep(time);
        return (Cpu - before) / watch.Elapsed;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.WaitForExit();
        _process.Dispose();
        _reading.Join(TimeSpan.FromSeconds(5));
        _pty.Dispose();
    }

    private void Watch(Func<Screen, bool> wanted)
    {
        lock (_lock)
        {
            _wanted = wanted;
            _seen = wanted(_screen) ? Stopwatch.GetTimestamp() : null;
        }
    }

    private double Wait(long since, TimeSpan? patience)
    {
        long deadline = Environment.TickCount64 + (long)(patience ?? TimeSpan.FromSeconds(60)).TotalMilliseconds;
        lock (_lock)
        {
            while (_seen is null)
            {
                long left = deadline - Environment.TickCount64;
                if (left <= 0 || _hasEnded)
                {
                    throw new TimeoutException(
                        $"The screen never showed what was waited for. It shows:\n{_screen.Text}"
                    );
                }
                _ = Monitor.Wait(_lock, TimeSpan.FromMilliseconds(Math.Min(left, 1000)));
            }
            _wanted = null;
            return Stopwatch.GetElapsedTime(since, _seen.Value).TotalMilliseconds;
        }
    }

    private void Read()
    {
        byte[] buffer = new byte[1 << 16];
        while (_pty.Read(buffer) is var read and > 0)
        {
            long at = Stopwatch.GetTimestamp();
            lock (_lock)
            {
                long changes = _screen.Changes;
                _screen.Write(buffer.AsSpan(0, read));
                _lastChange = _screen.Changes > changes ? at : _lastChange;
                if (_screen.Answers.Count > 0)
                {
                    _pty.Write([.. _screen.Answers]);
                    _screen.Answers.Clear();
                }
                if (_seen is null && _wanted?.Invoke(_screen) == true)
                {
                    _seen = at;
                    Monitor.PulseAll(_lock);
                }
            }
        }
        lock (_lock)
        {
            _hasEnded = true;
            Monitor.PulseAll(_lock);
        }
    }
}
