using SioProxy.Viewer.App;
using SioProxy.Viewer.Commanding;
using SioProxy.Viewer.Outlining;

namespace SioProxy.Viewer.Sessions;

/// <summary>What can be done with the sessions.</summary>
internal sealed class SessionsCommands(ViewerContext context, SessionsWorkspace workspace)
{
    private const string Scope = "sessions.tree";

    public IEnumerable<ViewerCommand> All =>
        [
            .. OutlineCommands.Of(workspace.Tree, Scope),
            new()
            {
                Id = "sessions.packets",
                Title = "Show its packets, or the row that shows it",
                Keys = ["enter"],
                Scope = Scope,
                Hint = "its packets",
                Run = workspace.Tree.Activate,
            },
            new()
            {
                Id = "sessions.troubled",
                Title = "Show only sessions with something to look at, or all",
                Keys = ["p"],
                Scope = Scope,
                Hint = "problems only",
                Run = workspace.ToggleTroubled,
            },
            new()
            {
                Id = "sessions.copy",
                Title = "Copy the line (of a session its sid)",
                Keys = ["y"],
                Scope = Scope,
                IsAvailable = () => workspace.Tree.Current?.Value is not null,
                Run = () => context.Shell.Copy(workspace.Tree.Current!.Value!),
            },
        ];
}
