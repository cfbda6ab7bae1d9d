using SioProxy.Sessions;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Commanding;
using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Outlining;
using SioProxy.Viewer.Packets;

namespace SioProxy.Viewer.Details;

/// <summary>What can be done with the selected row.</summary>
internal sealed class DetailsCommands(ViewerContext context, DetailsView view)
{
    private const string Scope = "details";
    private const int MostCopied = 70_000; // terminals drop longer OSC 52 sequences without a word

    public IEnumerable<ViewerCommand> All =>
        [.. OutlineCommands.Of(view, Scope), .. Filtering(), .. Copying(), .. Jumps()];

    private IEnumerable<ViewerCommand> Filtering() =>
        [
            new()
            {
                Id = "details.enter",
                Title = "Follow the link, or fold and unfold",
                Keys = ["enter"],
                Scope = Scope,
                Run = view.Activate,
            },
            new()
            {
                Id = "details.filter",
                Title = "Filter by this value, event, session…",
                Description = "Makes a term of the filter language and joins it to the present filter.",
                Keys = ["f"],
                Scope = Scope,
                Hint = "filter by this",
                IsAvailable = () => view.Details is not null,
                Run = () =>
                    context.Shell.Open(new FilterByOverlay(context, view.Details!.Row, view.Current as JsonNode)),
            },
            new()
            {
                Id = "details.filter-value",
                Title = "Show only rows with this value",
                Keys = ["="],
                Scope = Scope,
                IsAvailable = () => view.Current is JsonNode,
                Run = () => FilterByValue(FilterJoin.And),
            },
            new()
            {
                Id = "details.filter-out-value",
                Title = "Hide rows with this value",
                Keys = ["-"],
                Scope = Scope,
                IsAvailable = () => view.Current is JsonNode,
                Run = () => FilterByValue(FilterJoin.Not),
            },
        ];

    private IEnumerable<ViewerCommand> Copying() =>
        [
            new()
            {
                Id = "details.copy-value",
                Title = "Copy the value",
                Keys = ["y"],
                Scope = Scope,
                Hint = "copy",
                IsAvailable = () => view.Current?.Value is not null,
                Run = () => Copy(view.Current!.Value!),
            },
            new()
            {
                Id = "details.copy-path",
                Title = "Copy the path",
                Keys = ["Y"],
                Scope = Scope,
                IsAvailable = () => view.Current is JsonNode,
                Run = () => Copy(((JsonNode)view.Current!).Path),
            },
            new()
            {
                Id = "details.save",
                Title = "Save attachments to files",
                Description = "The one under the cursor, or all of the row.",
                Keys = ["s"],
                Scope = Scope,
                Hint = "save",
                IsAvailable = () => view.Details?.Binaries.Count > 0,
                Run = AskWhere,
            },
        ];

    private IEnumerable<ViewerCommand> Jumps() =>
        [
            new()
            {
                Id = "details.ack",
                Title = "Go to the ack, or to the event that it answers",
                Keys = ["a"],
                Scope = PacketsWorkspace.Name,
                Run = view.GoToAck,
            },
            new()
            {
                Id = "details.back",
                Title = "Go back to where the jump began",
                Keys = ["backspace", "ctrl+o"],
                Scope = PacketsWorkspace.Name,
                IsAvailable = () => view.CanGoBack,
                Run = view.GoBack,
            },
            new()
            {
                Id = "details.next-same",
                Title = "Go to the next packet of the same event",
                Keys = ["]"],
                Scope = PacketsWorkspace.Name,
                Run = () => view.GoToSameEvent(forward: true),
            },
            new()
            {
                Id = "details.previous-same",
                Title = "Go to the previous packet of the same event",
                Keys = ["["],
                Scope = PacketsWorkspace.Name,
                Run = () => view.GoToSameEvent(forward: false),
            },
        ];

    private void FilterByValue(FilterJoin join)
    {
        if (FilterTerms.ForValue((JsonNode)view.Current!, out string problem) is { } term)
        {
            FilterByOverlay.Apply(context, term, join);
        }
        else
        {
            context.Shell.ShowStatus(problem);
        }
    }

    private void Copy(string text)
    {
        if (text.Length > MostCopied)
        {
            context.Shell.ShowStatus("This is too long for a terminal's clipboard.");
            return;
        }
        context.Shell.Copy(text);
    }

    private void AskWhere()
    {
        RowDetails details = view.Details!;
        int? only = AttachmentUnderCursor();
        int count = only is null ? details.Binaries.Count : 1;
        string what = count == 1 ? "the attachment" : FormattableString.Invariant($"{count} attachments");
        context.Shell.Ask($"Save {what} to the directory:", ".", directory => Save(details, only, directory));
    }

    private int? AttachmentUnderCursor()
    {
        for (OutlineNode? node = view.Current; node is not null; node = node.Parent)
        {
            if (node is JsonNode { Attachment: { } index })
            {
                return index;
            }
            if (
                node.Key is { } key
                && key.StartsWith("attachment ", StringComparison.Ordinal)
                && int.TryParse(
                    key["attachment ".Length..],
                    System.Globalization.CultureInfo.InvariantCulture,
                    out int number
                )
            )
            {
                return number;
            }
        }
        return null;
    }

    private string? Save(RowDetails details, int? only, string directory)
    {
        if (directory.Trim().Length == 0)
        {
            return "Name a directory.";
        }
        try
        {
            IReadOnlyList<string> names = AttachmentFiles.Save(details, directory.Trim(), only);
            context.Shell.ShowStatus($"Wrote {TerminalText.Sanitize(string.Join(", ", names), 300)}.");
            return null;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return TerminalText.Sanitize(e.Message, 200);
        }
    }
}
