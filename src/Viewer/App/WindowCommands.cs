using SioProxy.Viewer.Commanding;

namespace SioProxy.Viewer.App;

/// <summary>What can be done anywhere.</summary>
internal sealed class WindowCommands(ViewerContext context, MainWindow window)
{
    public IEnumerable<ViewerCommand> All => [.. General(), .. Tabs()];

    private IEnumerable<ViewerCommand> General() =>
        [
            new()
            {
                Id = "help",
                Title = "List the keys of this view",
                Keys = ["?", "f1"],
                Hint = "keys",
                Run = () => window.Open(new KeyHelp(context, window.Scopes())),
            },
            new()
            {
                Id = "palette",
                Title = "Find a command",
                Keys = [":", "ctrl+p"],
                Hint = "commands",
                Run = () => window.Open(new CommandPalette(context, window.Scopes())),
            },
            new()
            {
                Id = "trouble",
                Title = "Say again what went wrong",
                IsAvailable = () => context.FailureSentence.Length > 0,
                Run = () => context.Shell.ShowTrouble(context.FailureSentence),
            },
            new()
            {
                Id = "theme",
                Title = "Switch between dark, light, sixteen and no colours",
                Run = NextTheme,
            },
            new()
            {
                Id = "suspend",
                Title = "Suspend: back to the shell, fg returns",
                Keys = ["ctrl+z"],
                IsAvailable = () => !OperatingSystem.IsWindows(),
                Run = window.Suspend,
            },
            new()
            {
                Id = "redraw",
                Title = "Paint the screen anew",
                Keys = ["ctrl+l"],
                Run = window.Repaint,
            },
            new()
            {
                Id = "quit",
                Title = "Quit",
                Keys = ["q", "ctrl+c"],
                Hint = "quit",
                Run = window.RequestStop,
            },
        ];

    private IEnumerable<ViewerCommand> Tabs() =>
        window.Workspaces.Select(
            (workspace, index) =>
                new ViewerCommand
                {
                    Id = "show." + workspace.Scope,
                    Title = $"Show {workspace.Tab.ToLowerInvariant()}",
                    Keys = [(index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)],
                    Run = () => window.Show(workspace.Scope),
                }
        );

    private void NextTheme()
    {
        List<ViewerTheme> themes = [.. ViewerThemes.All.Values];
        context.Theme = themes[(themes.IndexOf(context.Theme) + 1) % themes.Count];
        _ = window.SetScheme(context.Theme.Scheme);
        window.SetNeedsDraw();
    }
}
