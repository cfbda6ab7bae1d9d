using SioProxy.Viewer.App;
using SioProxy.Viewer.Commanding;
using SioProxy.Viewer.Packets;

namespace SioProxy.Viewer.Filters;

/// <summary>What can be done with filters of before, and with saved ones.</summary>
internal sealed class FilterCommands(ViewerContext context, FilterBar bar, FilterShelf shelf)
{
    public IEnumerable<ViewerCommand> All =>
        [
            new()
            {
                Id = "filter.history",
                Title = "Choose a filter of before",
                Keys = ["ctrl+r"],
                Scope = PacketsWorkspace.Name,
                IsAvailable = () => shelf.History.Count > 0,
                Run = () => Choose("Filters of before", [.. shelf.History.Select(text => new SavedFilter("", text))]),
            },
            new()
            {
                Id = "filter.saved",
                Title = "Choose a saved filter",
                Keys = ["ctrl+l"],
                Scope = PacketsWorkspace.Name,
                Run = () =>
                {
                    if (shelf.Saved.Count == 0)
                    {
                        context.Shell.ShowStatus("No filter is saved yet: ctrl+s saves the present one.");
                        return;
                    }
                    Choose("Saved filters", shelf.Saved);
                },
            },
            new()
            {
                Id = "filter.save",
                Title = "Save the filter under a name",
                Keys = ["ctrl+s"],
                Scope = PacketsWorkspace.Name,
                IsAvailable = () => bar.Typed.Trim().Length > 0,
                Run = () => context.Shell.Ask("Save this filter as:", "", Save),
            },
            new()
            {
                Id = "filter.delete",
                Title = "Delete a saved filter",
                Scope = PacketsWorkspace.Name,
                IsAvailable = () => shelf.Saved.Count > 0,
                Run = () =>
                    context.Shell.Open(
                        new FilterListOverlay(
                            context,
                            "Delete a saved filter",
                            shelf.Saved,
                            saved => Tell(shelf.Delete(saved.Name))
                        )
                    ),
            },
        ];

    private string? Save(string name)
    {
        if (shelf.Save(name, bar.Typed) is { } problem)
        {
            return problem;
        }
        context.Shell.ShowStatus("Saved.");
        return null;
    }

    private void Choose(string title, IReadOnlyList<SavedFilter> filters) =>
        context.Shell.Open(
            new FilterListOverlay(
                context,
                title,
                filters,
                chosen =>
                {
                    bar.Typed = chosen.Filter;
                    bar.Apply();
                }
            )
        );

    private void Tell(string? problem) => context.Shell.ShowStatus(problem ?? "Deleted.");
}
