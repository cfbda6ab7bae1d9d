using System.Diagnostics;
using System.Globalization;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Terminal;

/// <summary>A real terminal: `sioview` in a shell, in a tmux server of its own. Skips the calling test where there is no tmux.</summary>
internal sealed class TmuxSession : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly string _socket = $"sioview-{Guid.NewGuid():N}";
    private readonly string _pidFile = Path.GetTempFileName();
    private readonly string _configuration = Path.GetTempFileName() + ".none";

    public TmuxSession(string arguments, int columns = 100, int rows = 24)
    {
        bool isThere = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "tmux")));
        Assert.SkipUnless(isThere, "tmux is not on the PATH: the terminal tests run sioview in it.");
        ProcessStartInfo viewer = Programs.Viewer();
        string program = $"'{viewer.FileName}' '{viewer.ArgumentList[0]}' {arguments}";
        string script =
            $"export SIOVIEW_CONFIG='{_configuration}'; sh -c 'echo $$ > {_pidFile}; exec \"$@\"' sh {program}; echo \"ended with $?\"; stty -a; exec sleep 600";
        Run(
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            columns.ToString(CultureInfo.InvariantCulture),
            "-y",
            rows.ToString(CultureInfo.InvariantCulture),
            "sh",
            "-c",
            script
        );
    }

    /// <summary>What the terminal shows.</summary>
    public string Screen => Run("capture-pane", "-p");

    /// <summary>The viewer's process; 0 before it runs.</summary>
    public int ProcessId => int.TryParse(File.ReadAllText(_pidFile), CultureInfo.InvariantCulture, out int id) ? id : 0;

    public void Press(params string[] keys)
    {
        foreach (string key in keys)
        {
            Run("send-keys", key);
        }
    }

    public void Resize(int columns, int rows) => Run("resize-window", "-x", $"{columns}", "-y", $"{rows}");

    public Task WaitForAsync(string text) => WaitForAsync(() => Screen.Contains(text, StringComparison.Ordinal), text);

    public async Task WaitForAsync(Func<bool> condition, string what)
    {
        long end = Environment.TickCount64 + (long)s_deadline.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < end, $"Waited in vain for {what}; the screen was:\n{Screen}");
            await Task.Delay(50, TestContext.Current.CancellationToken); // between two looks at a condition
        }
    }

    /// <summary>Takes the terminal away from whatever runs in it.</summary>
    public void Close() => Run("kill-server");

    public void Dispose()
    {
        Close();
        File.Delete(_pidFile);
    }

    private string Run(params string[] arguments)
    {
        using Process tmux = Process.Start(
            new ProcessStartInfo("tmux", ["-L", _socket, .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        string output = tmux.StandardOutput.ReadToEnd();
        tmux.WaitForExit();
        return output;
    }
}
