using SioProxy.Viewer.Commanding;

namespace SioProxy.Viewer.Replaying;

/// <summary>What can be done with replays.</summary>
internal sealed class ReplayCommands(ReplayWorkspace view)
{
    public IEnumerable<ViewerCommand> All =>
        [
            new()
            {
                Id = "replay.ask",
                Title = "Replay sessions against a server",
                Description = "Asks what to play, against which server, at which pace.",
                Keys = ["R"],
                Run = view.Ask,
            },
            .. Movement(),
            Command("open", "Show recorded and live side by side", ["enter", "l", "right"], view.OpenLine) with
            {
                Hint = "compare",
                IsAvailable = () => view.Board?.Current?.Outcome is not null,
            },
            Command("accept", "Accept this difference into the rules", ["a"], view.Accept) with
            {
                Hint = "accept",
                IsAvailable = () => view.HasDifference,
            },
            Command("packet", "Go to the recorded packet", ["p"], view.GoToPacket) with
            {
                IsAvailable = () => view.Board?.Current?.Step is not null,
            },
            Command("again", "Play the same again", ["r"], view.PlayAgain) with
            {
                Hint = "again",
                IsAvailable = () => view.CanPlayAgain,
            },
            Command("stop", "Stop the replay", ["esc", "x"], view.Stop) with
            {
                Hint = "stop",
                IsAvailable = () => view.IsRunning,
            },
        ];

    private IEnumerable<ViewerCommand> Movement() =>
        [
            Command(
                "down",
                "Go to the next step",
                ["j", "down"],
                () => view.Do(board => board.MoveTo(board.Cursor + 1))
            ),
            Command(
                "up",
                "Go to the previous step",
                ["k", "up"],
                () => view.Do(board => board.MoveTo(board.Cursor - 1))
            ),
            Command(
                "page-down",
                "Go a page down",
                ["pgdn", "ctrl+f", "space"],
                () => view.Do(board => board.MoveTo(board.Cursor + board.Height))
            ),
            Command(
                "page-up",
                "Go a page up",
                ["pgup", "ctrl+b"],
                () => view.Do(board => board.MoveTo(board.Cursor - board.Height))
            ),
            Command("first", "Go to the first step", ["g", "home"], () => view.Do(board => board.MoveTo(0))),
            Command("last", "Go to the last step", ["G", "end"], () => view.Do(board => board.MoveTo(int.MaxValue))),
            Command("next", "Go to the next difference", ["n"], () => view.NextDifference(1)),
            Command("previous", "Go to the previous difference", ["N"], () => view.NextDifference(-1)),
        ];

    private static ViewerCommand Command(string id, string title, string[] keys, Action run) =>
        new()
        {
            Id = "replay." + id,
            Title = title,
            Keys = keys,
            Scope = ReplayWorkspace.Name,
            Run = run,
        };
}
