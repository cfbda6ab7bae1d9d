using System.Diagnostics;
using System.Globalization;

namespace SioProxy.EndToEnd.Terminal;

/// <summary>A program on a real terminal: tmux with a socket of its own, driven by keys and read as text.</summary>
internal sealed class TmuxScreen : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"sioproxy-tmux-{Guid.NewGuid():N}");

    /// <summary>Starts a program; the test is skipped where tmux is missing.</summary>
    public TmuxScreen(ProcessStartInfo program, string directory, int columns = 120, int rows = 40)
    {
        Assert.SkipUnless(IsThere(), "tmux is not installed");
        string command = string.Join(' ', ((string[])[program.FileName, .. program.ArgumentList]).Select(Quote));
        _ = Tmux(
            "new-session",
            "-d",
            "-x",
            columns.ToString(CultureInfo.InvariantCulture),
            "-y",
            rows.ToString(CultureInfo.InvariantCulture),
            "-c",
            directory,
            // Its own configuration and history; what remains after it can be read, too.
            $"XDG_CONFIG_HOME={Quote(Path.Combine(directory, "config"))} {command}; echo Ended with $?.; exec cat"
        );
    }

    public string Text => Tmux("capture-pane", "-p");

    /// <summary>Presses keys by tmux's names: <c>Enter</c>, <c>BSpace</c>, <c>C-d</c>, <c>j</c>.</summary>
    public TmuxScreen Press(params IEnumerable<string> keys)
    {
        foreach (string key in keys)
        {
            _ = Tmux("send-keys", key);
        }
        return this;
    }

    public TmuxScreen Type(string text)
    {
        _ = Tmux("send-keys", "-l", text);
        return this;
    }

    /// <summary>Waits until the screen shows a text.</summary>
    public async Task<TmuxScreen> ShowsAsync(string text)
    {
        long end = Environment.TickCount64 + (long)s_deadline.TotalMilliseconds;
        string screen = Text;
        while (!screen.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(Environment.TickCount64 < end, $"Waited in vain for '{text}'; the screen was:\n{screen}");
            await Task.Delay(50, TestContext.Current.CancellationToken); // between two looks at the screen
            screen = Text;
        }
        return this;
    }

    public void Dispose()
    {
        try
        {
            _ = Tmux("kill-server");
        }
        finally
        {
            File.Delete(_socket);
        }
    }

    private static bool IsThere() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(directory => File.Exists(Path.Combine(directory, "tmux")));

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
