using SioProxy.Viewer.Commanding;

namespace SioProxy.Viewer.Sequence;

/// <summary>What can be done in the sequence view.</summary>
internal sealed class SequenceCommands(SequenceWorkspace view)
{
    public IEnumerable<ViewerCommand> All => [.. Movement(), .. Looks()];

    private IEnumerable<ViewerCommand> Movement() =>
        [
            Command("down", "Go to the next step", ["j", "down"], () => view.Do(model => model.Move(1))),
            Command("up", "Go to the previous step", ["k", "up"], () => view.Do(model => model.Move(-1))),
            Command(
                "page-down",
                "Go a page down",
                ["pgdn", "ctrl+f", "space"],
                () => view.Do(model => model.MovePage(1))
            ),
            Command("page-up", "Go a page up", ["pgup", "ctrl+b"], () => view.Do(model => model.MovePage(-1))),
            Command("first", "Go to the first step", ["g", "home"], () => view.GoToEnd(last: false)),
            Command("last", "Go to the latest step", ["G", "end"], () => view.GoToEnd(last: true)),
        ];

    private IEnumerable<ViewerCommand> Looks() =>
        [
            Command("open", "Show the packet in the list, with its details", ["enter", "l", "right"], view.OpenRow) with
            {
                Hint = "packet",
                IsAvailable = () => view.Model.Row is not null,
            },
            Command("ack", "Go from an event to its ack, and back", ["a"], view.GoToOtherEnd) with
            {
                Hint = "ack",
            },
            Command(
                "closer",
                "Look closer at the times between steps",
                ["+", "="],
                () => view.Do(model => model.Zoom(closer: true))
            ) with
            {
                Hint = "zoom",
            },
            Command(
                "wider",
                "Look at longer times between steps only",
                ["-"],
                () => view.Do(model => model.Zoom(closer: false))
            ),
            Command(
                "session",
                "Show the session under the cursor only, or all sessions",
                ["s"],
                view.ToggleSession
            ) with
            {
                Hint = "session",
            },
        ];

    private static ViewerCommand Command(string id, string title, string[] keys, Action run) =>
        new()
        {
            Id = "sequence." + id,
            Title = title,
            Keys = keys,
            Scope = SequenceWorkspace.Name,
            Run = run,
        };
}
