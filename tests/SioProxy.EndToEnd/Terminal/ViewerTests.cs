using System.Diagnostics;
using System.Globalization;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Terminal;

/// <summary>`sioview` in a real terminal.</summary>
public sealed class ViewerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sioview-e2e-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Viewer_OfACaptureThatAProxyIsWriting_FollowsToItsLastRow()
    {
        string capture = Path.Combine(_folder, "live.db");
        Task<ProgramResult> demo = Programs.RunAsync(Programs.Proxy("demo", "--output", capture));
        using TmuxSession terminal = new($"$(until [ -s '{capture}' ]; do sleep 0.1; done; echo '{capture}')");
        await terminal.WaitForAsync("rows");
        terminal.Press("F");
        Assert.Equal(0, (await demo).ExitCode);
        ProgramResult list = await Programs.RunAsync(Programs.Viewer("list", capture));
        int rows = list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        string place =
            $"{rows.ToString("N0", CultureInfo.InvariantCulture)}/{rows.ToString("N0", CultureInfo.InvariantCulture)}";
        await terminal.WaitForAsync(place);
        Assert.Contains("following", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewer_Quit_GivesTheTerminalBack()
    {
        using TmuxSession terminal = new(Sample());
        await terminal.WaitForAsync("44 rows");
        terminal.Resize(140, 40);
        await terminal.WaitForAsync("44 rows");
        terminal.Press("q");
        await terminal.WaitForAsync("ended with 0");
        await terminal.WaitForAsync(() => HasCookedTerminal(terminal.Screen), "a terminal that echoes");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task Viewer_OnASignal_GivesTheTerminalBack(string signal)
    {
        using TmuxSession terminal = new(Sample());
        await terminal.WaitForAsync("44 rows");
        using (Process kill = Process.Start("kill", [$"-{signal}", $"{terminal.ProcessId}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await terminal.WaitForAsync("ended with 0");
        await terminal.WaitForAsync(() => HasCookedTerminal(terminal.Screen), "a terminal that echoes");
    }

    [Fact]
    public async Task Viewer_WhoseTerminalIsClosed_Ends()
    {
        using TmuxSession terminal = new(Sample());
        await terminal.WaitForAsync("44 rows");
        int id = terminal.ProcessId;
        terminal.Close();
        await terminal.WaitForAsync(() => !Directory.Exists($"/proc/{id}"), "the end of the viewer");
    }

    private static bool HasCookedTerminal(string screen) =>
        screen.Contains(" icanon", StringComparison.Ordinal) && screen.Contains(" echo ", StringComparison.Ordinal);

    /// <summary>A sample, copied to where nobody else opens it.</summary>
    private string Sample()
    {
        string copy = Path.Combine(_folder, "sample.db");
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SioProxy.sln")))
        {
            folder = folder.Parent;
        }
        File.Copy(Path.Combine(folder!.FullName, "recordings", "samples", "v4-chat.db"), copy);
        return copy;
    }
}
