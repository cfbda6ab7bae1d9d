using System.Diagnostics;
using System.Globalization;

namespace SioProxy.EndToEnd.Terminal;

/// <summary>A program on a real terminal: tmux with a socket of its own, driven by keys and read as text.</summary>
internal sealed class TmuxScreen : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"sioproxy-tmux-{Guid.NewGuid():N}");
    private readonly string _pidFile = Path.GetTempFileName();

    /// <summary>Starts a program; the test is skipped where tmux is missing. When it has ended, the screen says with which code, and how the terminal is set.</summary>
    /// <param name="environment">Variables for the program, beside a directory of its own for settings and history.</param>
    public TmuxScreen(
        ProcessStartInfo program,
        string directory,
        int columns = 120,
        int rows = 40,
        IReadOnlyDictionary<string, string>? environment = null
    )
        : this(
            directory,
            columns,
            rows,
            pidFile =>
                $"{Variables(directory, environment)} sh -c 'echo $$ > {pidFile}; exec \"$@\"' sh {Command(program)}; "
                + "echo Ended with $?.; stty -a; exec cat"
        ) { }

    private TmuxScreen(string directory, int columns, int rows, Func<string, string> script)
    {
        Assert.SkipUnless(IsThere(), "tmux is not installed");
        _ = Tmux(
            "new-session",
            "-d",
            "-x",
            columns.ToString(CultureInfo.InvariantCulture),
            "-y",
            rows.ToString(CultureInfo.InvariantCulture),
            "-c",
            directory,
            script(_pidFile)
        );
        _ = Tmux("set-option", "-s", "escape-time", "0");
    }

    /// <summary>What is to be read on the screen.</summary>
    public string Text => Tmux("capture-pane", "-p");

    /// <summary>The same with the colours as escape sequences.</summary>
    public string Coloured => Tmux("capture-pane", "-p", "-e");

    /// <summary>The program's process; 0 before it runs.</summary>
    public int ProcessId => int.TryParse(File.ReadAllText(_pidFile), CultureInfo.InvariantCulture, out int id) ? id : 0;

    /// <summary>How programs have left the terminal: alternate screen, visible cursor, mouse reports, each 0 or 1.</summary>
    public string Modes => Tmux("display-message", "-p", "#{alternate_on}#{cursor_flag}#{mouse_any_flag}").Trim();

    /// <summary>An interactive shell, in which programs are started by typing.</summary>
    public static TmuxScreen Shell(string directory) =>
        new(directory, 120, 40, _ => $"{Variables(directory, null)} PS1='ready> ' exec sh -i");

    /// <summary>The words that a shell takes for a program and its arguments.</summary>
    public static string Command(ProcessStartInfo program) =>
        string.Join(' ', ((string[])[program.FileName, .. program.ArgumentList]).Select(Quote));

    /// <summary>Writes every byte that the program sends to its terminal from now on to a file.</summary>
    public void Record(string file) => _ = Tmux("pipe-pane", "cat > " + Quote(file));

    /// <summary>Presses keys by tmux's names: <c>Enter</c>, <c>BSpace</c>, <c>C-d</c>, <c>j</c>.</summary>
    public TmuxScreen Press(params IEnumerable<string> keys)
    {
        foreach (string key in keys)
        {
            _ = Tmux("send-keys", key);
        }
        return this;
    }

    /// <summary>Presses keys so quickly that their bytes come together.</summary>
    public TmuxScreen Together(params IEnumerable<string> keys)
    {
        _ = Tmux(["send-keys", .. keys]);
        return this;
    }

    public TmuxScreen Type(string text)
    {
        _ = Tmux("send-keys", "-l", text);
        return this;
    }

    /// <summary>Presses and releases the left button over a cell, counted from 0, as terminals report it (SGR).</summary>
    public TmuxScreen Click(int x, int y) =>
        Type(string.Create(CultureInfo.InvariantCulture, $"\u001b[<0;{x + 1};{y + 1}M"))
            .Type(string.Create(CultureInfo.InvariantCulture, $"\u001b[<0;{x + 1};{y + 1}m"));

    public TmuxScreen Resize(int columns, int rows)
    {
        _ = Tmux("resize-window", "-x", $"{columns}", "-y", $"{rows}");
        return this;
    }

    /// <summary>Waits until the screen shows a text.</summary>
    public async Task<TmuxScreen> ShowsAsync(string text)
    {
        await WaitForAsync(() => Text.Contains(text, StringComparison.Ordinal), $"'{text}'");
        return this;
    }

    /// <summary>Waits until the screen no longer shows a text.</summary>
    public Task HidesAsync(string text) =>
        WaitForAsync(() => !Text.Contains(text, StringComparison.Ordinal), $"the end of '{text}'");

    /// <summary>Waits until the program has ended with that code and has left the terminal as it was: the first screen, a cursor, an echo, no mouse reports.</summary>
    public async Task EndsWithAsync(int exitCode)
    {
        await ShowsAsync($"Ended with {exitCode}.");
        await WaitForAsync(
            () =>
                Text.Contains(" icanon", StringComparison.Ordinal) && Text.Contains(" echo ", StringComparison.Ordinal),
            "a terminal that echoes"
        );
        await WaitForAsync(() => Modes is "010", "the first screen with its cursor and without mouse reports");
    }

    public async Task WaitForAsync(Func<bool> condition, string what)
    {
        long end = Environment.TickCount64 + (long)Deadline.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < end, $"Waited in vain for {what}; the screen was:\n{Text}");
            await Task.Delay(50, TestContext.Current.CancellationToken); // between two looks at a condition
        }
    }

    /// <summary>Takes the terminal away from whatever runs in it.</summary>
    public void Close() => _ = Tmux("kill-server");

    public void Dispose()
    {
        try
        {
            Close();
        }
        finally
        {
            File.Delete(_socket);
            File.Delete(_pidFile);
        }
    }

    private static bool IsThere() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(directory => File.Exists(Path.Combine(directory, "tmux")));

    private static string Variables(string directory, IReadOnlyDictionary<string, string>? environment) =>
        string.Join(
            ' ',
            new Dictionary<string, string>(environment ?? new Dictionary<string, string>())
            {
                ["XDG_CONFIG_HOME"] = Path.Combine(directory, "config"),
            }.Select(variable => $"{variable.Key}={Quote(variable.Value)}")
        );

    private static string Quote(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private string Tmux(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("tmux", ["-u", "-S", _socket, "-f", "/dev/null", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TERM"] = "xterm-256color";
        _ = start.Environment.Remove("TMUX");
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
