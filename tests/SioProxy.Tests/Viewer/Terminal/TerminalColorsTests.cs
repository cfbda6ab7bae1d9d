using SioProxy.Viewer.App;

namespace SioProxy.Tests.Viewer.Terminal;

public sealed class TerminalColorsTests
{
    [Theory]
    [InlineData("TERM=xterm-256color COLORTERM=truecolor", "Full")]
    [InlineData("TERM=xterm-256color", "Full")] // over SSH
    [InlineData("TERM=tmux-256color", "Full")] // tmux brings them down to what the terminal has
    [InlineData("TERM=xterm-direct", "Full")]
    [InlineData("TERM=alacritty", "Full")]
    [InlineData("TERM=xterm WT_SESSION=1", "Full")]
    [InlineData("TERM=screen COLORTERM=truecolor", "Full")]
    [InlineData("", "Full")] // Windows
    [InlineData("TERM=xterm", "Sixteen")]
    [InlineData("TERM=linux", "Sixteen")]
    [InlineData("TERM=screen", "Sixteen")]
    [InlineData("TERM=screen-256color", "Sixteen")]
    [InlineData("TERM=rxvt-unicode-256color", "Sixteen")]
    [InlineData("TERM=xterm-256color TERM_PROGRAM=Apple_Terminal", "Sixteen")]
    [InlineData("TERM=dumb", "None")]
    [InlineData("TERM=vt100", "None")]
    [InlineData("TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1", "None")]
    [InlineData("TERM=xterm-256color NO_COLOR=", "Full")]
    public void Detect_ByTheEnvironment_IsWhatSuchTerminalsHave(string environment, string depth)
    {
        Dictionary<string, string> variables = environment
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(depth, TerminalColors.Detect(variables.GetValueOrDefault).ToString());
    }
}
