using SioProxy.Filtering;
using SioProxy.Storage;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Commanding;
using SioProxy.Viewer.Marks;
using SioProxy.Viewer.Search;

namespace SioProxy.Viewer.Packets;

/// <summary>Ways to a certain row: by id, time or share, by searching, by marks.</summary>
internal sealed class PacketPlaces(ViewerContext context, PacketsWorkspace workspace)
{
    private readonly RowSearch _search = context.Search;
    private readonly ReaderThread _times = context.OpenReaderThread("times");

    public IEnumerable<ViewerCommand> All => [.. Searching(), .. Marking()];

    private IEnumerable<ViewerCommand> Searching() =>
        [
            Command(
                "go-to",
                "Go to an id, a time or a percentage",
                "#",
                AskPlace,
                "17, 50%, 15:04:05, 2026-11-22T15:05Z."
            ),
            Command(
                "search",
                "Search in the rows shown",
                "/",
                () => context.Shell.Ask("/", _search.Text, Search),
                "A word, or anything that the filter language can say.",
                "search"
            ),
            Command("search-next", "Go to the next match", "n", () => _search.Next(isBackwards: false)),
            Command("search-previous", "Go to the previous match", "N", () => _search.Next(isBackwards: true)),
            Command("search-stop", "Stop searching", "ctrl+x", _search.Cancel) with
            {
                IsAvailable = () => _search.IsRunning,
            },
            new()
            {
                Id = "packets.search-end",
                Title = "End the search: no highlights any more",
                Description = "Esc in the list does this, too.",
                Scope = PacketsWorkspace.Name,
                IsAvailable = () => _search.Text.Length > 0,
                Run = _search.Clear,
            },
        ];

    private IEnumerable<ViewerCommand> Marking() =>
        [
            Command(
                "mark",
                "Mark the row, or take the mark away",
                "m",
                () => context.Marks.Toggle(context.SelectedId),
                hint: "mark"
            ),
            Command("comment", "Write a comment to the row", "c", AskComment),
            Command("mark-next", "Go to the next marked row", "'", () => NextMark(isBackwards: false)),
            Command("mark-previous", "Go to the previous marked row", "\"", () => NextMark(isBackwards: true)),
            Command("marks", "List the marked rows", "M", () => context.Shell.Open(new MarkList(context))),
        ];

    private static ViewerCommand Command(
        string id,
        string title,
        string key,
        Action run,
        string description = "",
        string hint = ""
    ) =>
        new()
        {
            Id = "packets." + id,
            Title = title,
            Description = description,
            Keys = [key],
            Scope = PacketsWorkspace.Name,
            Hint = hint,
            Run = run,
        };

    private string? Search(string text)
    {
        if (_search.Set(text) is { } problem)
        {
            return problem;
        }
        if (_search.Text.Length > 0)
        {
            _search.Next(isBackwards: false);
        }
        return null;
    }

    private void AskComment()
    {
        long id = context.SelectedId;
        if (id > 0)
        {
            context.Shell.Ask($"Comment on {id}:", context.Marks.Of(id)?.Comment ?? "", text => Comment(id, text));
        }
    }

    private string? Comment(long id, string text)
    {
        context.Marks.Comment(id, text);
        return null;
    }

    private void NextMark(bool isBackwards)
    {
        if (context.Marks.Next(context.SelectedId, isBackwards) is { } id)
        {
            context.Shell.GoTo(id);
        }
        else
        {
            context.Shell.ShowStatus("No row is marked yet: m marks one.");
        }
    }

    private void AskPlace() => context.Shell.Ask("Go to:", "", GoTo);

    private string? GoTo(string text)
    {
        PacketListModel model = context.Packets;
        switch (GoToTarget.Parse(text))
        {
            case ({ } id, _, _):
                workspace.List.JumpToId(id);
                return null;
            case (_, { } share, _):
                workspace.List.JumpTo((long)(share * Math.Max(0, model.Count - 1)));
                return null;
            case (_, _, { } from):
                _times.Replace("time", (reader, stop) => GoToTime(reader, Filter.Parse(from), stop));
                return null;
            default:
                return "Expected an id (17), a share (50%) or a time (15:04:05).";
        }
    }

    private void GoToTime(CaptureReader reader, Filter filter, CancellationToken stop)
    {
        RowPage page = reader.ReadPage(
            new RowQuery
            {
                Filter = filter,
                Limit = 1,
                WithPayload = false,
            },
            stop
        );
        context.Ui.Post(() =>
        {
            if (page.Rows is [var row, ..])
            {
                context.Shell.GoTo(row.Id);
            }
            else
            {
                context.Shell.ShowStatus("No row is that late.");
            }
        });
    }
}
