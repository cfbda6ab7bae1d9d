using SioProxy.Viewer.App;
using SioProxy.Viewer.Commanding;

namespace SioProxy.Viewer.Packets;

/// <summary>What can be done in the packet list.</summary>
internal sealed class PacketCommands(ViewerContext context, PacketsWorkspace workspace)
{
    private const string ListScope = "packets.list";

    public IEnumerable<ViewerCommand> All => [.. Movement(), .. Panes(), .. Toggles(), .. Filtering()];

    private PacketListView List => workspace.List;

    private PacketListModel Model => context.Packets;

    private IEnumerable<ViewerCommand> Movement() =>
        [
            Move("down", "Go to the next row", ["j", "down"], () => List.MoveTo(List.Row + 1)),
            Move("up", "Go to the previous row", ["k", "up"], () => List.MoveTo(List.Row - 1)),
            Move(
                "page-down",
                "Go a page down",
                ["pgdn", "ctrl+f", "space"],
                () => List.MoveTo(List.Row + List.PageSize)
            ),
            Move("page-up", "Go a page up", ["pgup", "ctrl+b"], () => List.MoveTo(List.Row - List.PageSize)),
            Move(
                "half-page-down",
                "Go half a page down",
                ["ctrl+d"],
                () => List.MoveTo(List.Row + (List.PageSize / 2))
            ),
            Move("half-page-up", "Go half a page up", ["ctrl+u"], () => List.MoveTo(List.Row - (List.PageSize / 2))),
            Move("first", "Go to the first row", ["g", "home"], () => List.MoveTo(0)),
            Move("last", "Go to the latest row", ["G", "end"], () => List.MoveTo(Model.Count - 1)),
        ];

    private IEnumerable<ViewerCommand> Panes() =>
        [
            new()
            {
                Id = "packets.details",
                Title = "Show the packet's details",
                Keys = ["enter", "l", "right"],
                Scope = ListScope,
                Hint = "details",
                Run = workspace.FocusDetails,
            },
            new()
            {
                Id = "packets.problems",
                Title = "Show what is wrong with this capture",
                Keys = ["!"],
                Scope = PacketsWorkspace.Name,
                LiveHint = () => context.Survey.ProblemsInWords,
                Run = () => context.Shell.Show(Sessions.SessionsWorkspace.Name),
            },
            new()
            {
                Id = "packets.list",
                Title = "Back to the list; there: close the details, then end the search",
                Keys = ["esc"],
                Scope = PacketsWorkspace.Name,
                Run = Back,
            },
            new()
            {
                Id = "packets.next-pane",
                Title = "Go to the next pane",
                Keys = ["tab"],
                Scope = PacketsWorkspace.Name,
                Run = () => workspace.FocusNext(1),
            },
            new()
            {
                Id = "packets.previous-pane",
                Title = "Go to the previous pane",
                Keys = ["shift+tab"],
                Scope = PacketsWorkspace.Name,
                Run = () => workspace.FocusNext(-1),
            },
            new()
            {
                Id = "packets.filter",
                Title = "Filter",
                Description = "Type a filter; the rows that match are shown as they are found.",
                Keys = ["f"],
                Scope = PacketsWorkspace.Name,
                Hint = "filter",
                Run = workspace.FocusFilter,
            },
        ];

    private IEnumerable<ViewerCommand> Toggles() =>
        [
            new()
            {
                Id = "packets.follow",
                Title = "Follow: stay on the latest row",
                Description = "Stops when you go up; the status bar then counts the new ones.",
                Keys = ["F"],
                Scope = PacketsWorkspace.Name,
                Hint = "follow",
                Run = () => List.Follow(!List.IsFollowing),
            },
            new()
            {
                Id = "packets.time-format",
                Title = "Count times otherwise",
                Description = "Time of day; since the start; since the session was opened; since the previous row.",
                Keys = ["t"],
                Scope = PacketsWorkspace.Name,
                Hint = "time",
                Run = List.NextTimeFormat,
            },
            new()
            {
                Id = "packets.heartbeats",
                Title = "Hide or show heartbeats",
                Keys = ["H"],
                Scope = PacketsWorkspace.Name,
                Run = context.Filters.ToggleHeartbeats,
            },
            new()
            {
                Id = "packets.direction",
                Title = "Show both directions, the client's or the server's only",
                Keys = ["d"],
                Scope = PacketsWorkspace.Name,
                Run = context.Filters.NextDirection,
            },
        ];

    private IEnumerable<ViewerCommand> Filtering() =>
        [
            new()
            {
                Id = "packets.listen",
                Title = "Show only this event, or no longer",
                Description = "Several events can be chosen; each gets a colour of its own.",
                Keys = ["e"],
                Scope = ListScope,
                IsAvailable = () => Model.WithId(context.SelectedId)?.Event is { Length: > 0 },
                Run = () => context.Filters.ToggleListened(Model.WithId(context.SelectedId)!.Event),
            },
            new()
            {
                Id = "packets.show-all",
                Title = "Show everything: clear filter and toggles",
                Keys = ["U"],
                Scope = PacketsWorkspace.Name,
                Run = context.Filters.Clear,
            },
            new()
            {
                Id = "packets.cancel-filter",
                Title = "Stop filtering, or go on",
                Keys = ["ctrl+k"],
                Scope = PacketsWorkspace.Name,
                IsAvailable = () => Model.Result is { IsRunning: true } or { IsCancelled: true },
                Run = () =>
                {
                    if (Model.Result is { IsCancelled: true })
                    {
                        Model.ResumeFilter();
                    }
                    else
                    {
                        Model.CancelFilter();
                    }
                },
            },
        ];

    private static ViewerCommand Move(string id, string title, string[] keys, Action run) =>
        new()
        {
            Id = "packets." + id,
            Title = title,
            Keys = keys,
            Scope = ListScope,
            Run = run,
        };

    private void Back()
    {
        if (List.HasFocus && workspace.ShowsDetails)
        {
            workspace.ShowsDetails = false;
        }
        else if (List.HasFocus)
        {
            context.Search.Clear();
        }
        _ = List.SetFocus();
    }
}
