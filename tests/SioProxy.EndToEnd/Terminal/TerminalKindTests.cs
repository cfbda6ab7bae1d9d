using System.Text.RegularExpressions;

namespace SioProxy.EndToEnd.Terminal;

/// <summary>`sioview` in terminals of every kind: colours, sizes, mouse, wide characters.</summary>
public sealed partial class TerminalKindTests : IDisposable
{
    private readonly TerminalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex(@"\x1b\[(?:[\d;]*;)?(?:3[0-7]|9[0-7]|38)[;m]", RegexOptions.NonBacktracking)]
    private static partial Regex SomeColour();

    [Theory]
    [InlineData("xterm-256color", "truecolor", null, true, true)]
    [InlineData("tmux-256color", "", null, true, true)]
    [InlineData("linux", "", null, false, true)]
    [InlineData("screen", "", null, false, true)]
    [InlineData("xterm", "", null, false, true)]
    [InlineData("vt100", "", null, false, false)]
    [InlineData("xterm-256color", "truecolor", "1", false, false)]
    [InlineData("xterm-256color", "truecolor", "", true, true)]
    public async Task Colours_AreThoseThatTheTerminalHas(
        string term,
        string colorTerm,
        string? noColor,
        bool hasAll,
        bool hasAny
    )
    {
        var environment = new Dictionary<string, string> { ["TERM"] = term, ["COLORTERM"] = colorTerm };
        if (noColor is not null)
        {
            environment["NO_COLOR"] = noColor;
        }
        using TmuxScreen screen = _folder.Open("v4-chat", 100, 24, environment);
        await screen.ShowsAsync("user_joined");
        string coloured = screen.Coloured;
        Assert.Equal(hasAll, coloured.Contains("38;2;", StringComparison.Ordinal));
        Assert.Equal(hasAny, SomeColour().IsMatch(coloured));
        Assert.Matches(@"\x1b\[[\d;]*[17][;m]", coloured); // bold or reversed: the cursor is seen without colours, too
        screen.Press("j");
        await screen.ShowsAsync(" 2/44");
        screen.Press("q");
        await screen.EndsWithAsync(0);
    }

    [Fact]
    public async Task Sizes_FromSmallToHuge_WhileItRuns()
    {
        using TmuxScreen screen = _folder.Open("v4-chat", 80, 24);
        await screen.ShowsAsync("user_joined");
        screen.Press("G");
        await screen.ShowsAsync("44/44");
        foreach ((int columns, int rows) in ((int, int)[])[(300, 100), (20, 6), (80, 24), (140, 40)])
        {
            screen.Resize(columns, rows);
            await screen.WaitForAsync(
                () =>
                    screen.Text.Split('\n').Any(line => line.Contains("19:25:37.203", StringComparison.Ordinal))
                    && screen.Text.TrimEnd().EndsWith("44/44", StringComparison.Ordinal),
                $"the last row at {columns}x{rows}"
            );
        }
        screen.Press("g", "Enter");
        await screen.ShowsAsync("raw text");
        screen.Resize(80, 24);
        await screen.WaitForAsync(
            () => screen.Text.TrimEnd().EndsWith(" 1/44", StringComparison.Ordinal),
            "the details below"
        );
        screen.Press("q");
        await screen.EndsWithAsync(0);
    }

    [Fact]
    public async Task Mouse_ClicksAndTheWheel_DoWhatKeysDo()
    {
        using TmuxScreen screen = _folder.Open("v4-chat", 100, 24);
        await screen.ShowsAsync("user_joined");
        screen.Click(20, 8); // the fifth row: titles are in the fourth line
        await screen.ShowsAsync(" 5/44");
        screen.Type("\u001b[<65;20;9M"); // the wheel
        await screen.ShowsAsync(" 5/44");
        screen.Click(16, 0); // the second tab
        await screen.ShowsAsync("3 clients, 3 sessions");
        screen.Click(3, 0);
        await screen.ShowsAsync(" 5/44");
        screen.Press("q");
        await screen.EndsWithAsync(0);
    }

    [Fact]
    public async Task WideCharacters_TakeTheColumnsThatTheTerminalGivesThem()
    {
        using TmuxScreen screen = _folder.Open("v4-chat", 200, 24);
        await screen.ShowsAsync("user_joined");
        screen.Press("/").Type("ferry").Press("Enter");
        await screen.ShowsAsync("🚢");
        string[] rows = [.. screen.Text.Split('\n').Where(line => line.Contains(" 19:25:", StringComparison.Ordinal))];
        Assert.Equal(19, rows.Length);
        Assert.All(rows, row => Assert.EndsWith(row[^1] is '█' ? "█" : "│", row, StringComparison.Ordinal)); // the scroll bar was pushed nowhere
        screen.Press("q");
        await screen.EndsWithAsync(0);
    }
}
