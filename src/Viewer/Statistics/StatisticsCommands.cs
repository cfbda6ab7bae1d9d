using SioProxy.Viewer.Commanding;

namespace SioProxy.Viewer.Statistics;

/// <summary>What can be done in the statistics.</summary>
internal sealed class StatisticsCommands(StatisticsWorkspace view)
{
    public IEnumerable<ViewerCommand> All =>
        [
            Command(
                "down",
                "Go to the next line",
                ["j", "down"],
                () => view.Do(model => model.MoveTo(model.Cursor + 1))
            ),
            Command(
                "up",
                "Go to the previous line",
                ["k", "up"],
                () => view.Do(model => model.MoveTo(model.Cursor - 1))
            ),
            Command(
                "page-down",
                "Go a page down",
                ["pgdn", "ctrl+f", "space"],
                () => view.Do(model => model.MoveTo(model.Cursor + model.Height))
            ),
            Command(
                "page-up",
                "Go a page up",
                ["pgup", "ctrl+b"],
                () => view.Do(model => model.MoveTo(model.Cursor - model.Height))
            ),
            Command("first", "Go to the first line", ["g", "home"], () => view.Do(model => model.MoveTo(0))),
            Command("last", "Go to the last line", ["G", "end"], () => view.Do(model => model.MoveTo(int.MaxValue))),
            Command("open", "Show these packets", ["enter", "l", "right"], view.OpenLine) with
            {
                Hint = "packets",
                IsAvailable = () => view.Model.Events.Count > 0,
            },
            Command("sort", "Sort by the next column", ["s"], () => view.Do(model => model.SortByNext())) with
            {
                Hint = "sort",
            },
            Command("reverse", "Sort the other way round", ["S"], () => view.Do(model => model.SortBy(model.SortedBy))),
            Command("refresh", "Count again", ["r"], view.Count) with
            {
                Hint = "refresh",
            },
        ];

    private static ViewerCommand Command(string id, string title, string[] keys, Action run) =>
        new()
        {
            Id = "statistics." + id,
            Title = title,
            Keys = keys,
            Scope = StatisticsWorkspace.Name,
            Run = run,
        };
}
