using SioProxy.Viewer.Commanding;

namespace SioProxy.Viewer.Outlining;

/// <summary>What can be done in every outline.</summary>
internal static class OutlineCommands
{
    /// <param name="scope">The view's scope, which begins the commands' ids.</param>
    public static IEnumerable<ViewerCommand> Of(OutlineView view, string scope)
    {
        ViewerCommand Command(string id, string title, string[] keys, Action run, string hint = "") =>
            new()
            {
                Id = $"{scope}.{id}",
                Title = title,
                Keys = keys,
                Scope = scope,
                Hint = hint,
                Run = run,
            };
        return
        [
            Command("down", "Go to the next line", ["j", "down"], () => view.MoveTo(view.Row + 1)),
            Command("up", "Go to the previous line", ["k", "up"], () => view.MoveTo(view.Row - 1)),
            Command("page-down", "Go a page down", ["pgdn", "ctrl+f"], () => view.MoveTo(view.Row + view.PageSize)),
            Command("page-up", "Go a page up", ["pgup", "ctrl+b"], () => view.MoveTo(view.Row - view.PageSize)),
            Command(
                "half-page-down",
                "Go half a page down",
                ["ctrl+d"],
                () => view.MoveTo(view.Row + (view.PageSize / 2))
            ),
            Command("half-page-up", "Go half a page up", ["ctrl+u"], () => view.MoveTo(view.Row - (view.PageSize / 2))),
            Command("first", "Go to the first line", ["g", "home"], () => view.MoveTo(0)),
            Command("last", "Go to the last line", ["G", "end"], () => view.MoveTo(view.Outline.Count - 1)),
            Command("toggle", "Fold or unfold", ["space"], view.Toggle, "fold"),
            Command("open", "Unfold, or go inside", ["l", "right"], view.Open),
            Command("close", "Fold, or go to what it is in", ["h", "left"], view.Close),
            Command("open-all", "Unfold everything below", ["E"], view.OpenAll),
        ];
    }
}
