using System.Globalization;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Terminal;

/// <summary>`sioview` in a real terminal: what it shows while a proxy writes, and that it gives the terminal back however it ends.</summary>
public sealed class ViewerTests : IDisposable
{
    private readonly TerminalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Viewer_OfACaptureThatAProxyIsWriting_FollowsToItsLastRow()
    {
        string capture = Path.Combine(_folder.Path, "live.db");
        Task<ProgramResult> demo = Programs.RunAsync(Programs.Proxy("demo", "--output", capture));
        long end = Environment.TickCount64 + 60_000;
        while (!(File.Exists(capture) && new FileInfo(capture).Length > 0) && Environment.TickCount64 < end)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken); // between two looks for the file
        }
        using TmuxScreen screen = new(Programs.Viewer(capture), _folder.Path, 100, 24);
        await screen.ShowsAsync("rows");
        screen.Press("F");
        Assert.Equal(0, (await demo).ExitCode);
        ProgramResult list = await Programs.RunAsync(Programs.Viewer("list", capture));
        int rows = list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        string number = rows.ToString("N0", CultureInfo.InvariantCulture);
        await screen.ShowsAsync($"{number}/{number}");
        Assert.Contains("following", screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewer_Quit_GivesTheTerminalBack()
    {
        using TmuxScreen screen = _folder.Open("v4-chat", 100, 24);
        await screen.ShowsAsync("44 rows");
        Assert.Equal("101", screen.Modes); // the alternate screen, no cursor, mouse reports
        screen.Resize(140, 40);
        await screen.ShowsAsync("44 rows");
        screen.Press("q");
        await screen.EndsWithAsync(0);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task Viewer_OnASignal_GivesTheTerminalBack(string signal)
    {
        using TmuxScreen screen = _folder.Open("v4-chat", 100, 24);
        await screen.ShowsAsync("44 rows");
        await Programs.SignalAsync(screen.ProcessId, signal);
        await screen.EndsWithAsync(0);
    }

    [Fact]
    public async Task Viewer_ThatBreaksDownOnItsScreensThread_GivesTheTerminalBackAndSaysWhere()
    {
        string trigger = Path.Combine(_folder.Path, "die");
        using TmuxScreen screen = _folder.Open(
            "v4-chat",
            100,
            50,
            new Dictionary<string, string>
            {
                ["DOTNET_STARTUP_HOOKS"] = typeof(ViewerTests).Assembly.Location,
                [StartupHook.ScreenTrigger] = trigger,
                ["TMPDIR"] = _folder.Path,
            }
        );
        await screen.ShowsAsync("44 rows");
        await File.WriteAllTextAsync(trigger, "", TestContext.Current.CancellationToken);
        await screen.EndsWithAsync(1);
        Assert.Contains(
            $"sioview broke down: {StartupHook.ScreenMessage} Details are in {_folder.Path}/sioview-",
            screen.Text.ReplaceLineEndings(""),
            StringComparison.Ordinal
        );
        string details = Directory.GetFiles(_folder.Path, "sioview-*.txt").Single();
        Assert.Contains(
            nameof(StartupHook),
            await File.ReadAllTextAsync(details, TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Viewer_ThatBreaksDown_GivesTheTerminalBackAndSaysWhy()
    {
        string trigger = Path.Combine(_folder.Path, "die");
        using TmuxScreen screen = _folder.Open(
            "v4-chat",
            100,
            60,
            new Dictionary<string, string>
            {
                ["DOTNET_STARTUP_HOOKS"] = typeof(ViewerTests).Assembly.Location,
                [StartupHook.Trigger] = trigger,
                ["DOTNET_DbgEnableMiniDump"] = "0",
            }
        );
        await screen.ShowsAsync("44 rows");
        await File.WriteAllTextAsync(trigger, "", TestContext.Current.CancellationToken);
        await screen.EndsWithAsync(134); // as every .NET program that dies of an exception: SIGABRT
        Assert.Contains(StartupHook.Message, screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewer_WhoseTerminalIsClosed_Ends()
    {
        using TmuxScreen screen = _folder.Open("v4-chat", 100, 24);
        await screen.ShowsAsync("44 rows");
        int id = screen.ProcessId;
        screen.Close();
        await screen.WaitForAsync(() => !Directory.Exists($"/proc/{id}"), "the end of the viewer");
    }

    [Fact]
    public async Task Viewer_Suspended_GivesTheTerminalToTheShellAndComesBack()
    {
        string capture = _folder.Sample("v4-chat");
        using TmuxScreen screen = TmuxScreen.Shell(_folder.Path);
        await screen.ShowsAsync("ready>");
        screen.Type(TmuxScreen.Command(Programs.Viewer(capture))).Press("Enter");
        await screen.ShowsAsync("44 rows");
        screen.Press("j", "j");
        await screen.ShowsAsync("3/44");
        screen.Press("C-z");
        await screen.WaitForAsync(() => screen.Modes is "010", "the shell's screen, its cursor, no mouse reports");
        await screen.ShowsAsync("Stopped"); // before that, keys might still be the viewer's
        screen.Type("stty -a").Press("Enter");
        await screen.ShowsAsync(" icanon");
        Assert.Contains(" echo ", screen.Text, StringComparison.Ordinal);
        screen.Type("fg").Press("Enter");
        await screen.ShowsAsync("3/44");
        await screen.WaitForAsync(() => screen.Modes is "101", "the viewer's screen");
        screen.Press("j");
        await screen.ShowsAsync("4/44");
        screen.Press("q");
        await screen.WaitForAsync(() => screen.Modes is "010", "the shell's screen");
    }

    [Fact]
    public async Task Escape_AndAKeyRightBehindIt_AreTwoKeys()
    {
        using TmuxScreen screen = _folder.Open("v4-chat");
        await screen.ShowsAsync("44 rows");
        screen.Press("Enter");
        await screen.ShowsAsync("raw text");
        screen.Together("Escape", "Escape"); // to the list, then the details closed
        await screen.HidesAsync("raw text");
        screen.Press("?");
        await screen.ShowsAsync("Keys (Esc closes)");
        screen.Together("Escape", "j");
        await screen.HidesAsync("Keys (Esc closes)");
        await screen.ShowsAsync(" 2/44");
        screen.Press("f").Type("nothing of the kind");
        await screen.ShowsAsync("nothing of the kind");
        screen.Together("Escape", "q");
        await screen.EndsWithAsync(0);
    }

    [Fact]
    public async Task Copy_OfAValue_ReachesTheTerminalAsOsc52()
    {
        string bytes = Path.Combine(_folder.Path, "bytes");
        using TmuxScreen screen = _folder.Open("v4-chat");
        await screen.ShowsAsync("44 rows");
        screen.Press("f").Type("event:user_joined").Press("Enter");
        await screen.ShowsAsync(" 1/");
        screen.Press("Enter");
        await screen.ShowsAsync("arguments");
        screen.Record(bytes);
        screen.Press("g", "y");
        await screen.ShowsAsync("Copied.");
        await screen.WaitForAsync(
            () => File.Exists(bytes) && File.ReadAllText(bytes).Contains("\u001b]52;c;", StringComparison.Ordinal),
            "the bytes of a copy"
        );
        string sent = await File.ReadAllTextAsync(bytes, TestContext.Current.CancellationToken);
        string encoded = sent[(sent.IndexOf("\u001b]52;c;", StringComparison.Ordinal) + 7)..];
        encoded = encoded[..encoded.IndexOf('\a', StringComparison.Ordinal)];
        string copied = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
        Assert.NotEmpty(copied);
        Assert.Contains(copied[..Math.Min(copied.Length, 30)], screen.Text, StringComparison.Ordinal); // the line under the cursor
    }
}
