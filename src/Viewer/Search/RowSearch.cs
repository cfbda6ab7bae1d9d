using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.App;

namespace SioProxy.Viewer.Search;

/// <summary>
/// Looks for the next row that matches two filters, the list's and the one searched for, forwards or backwards and around
/// the end, on a thread of its own.
/// </summary>
internal sealed class RowSearch(ViewerContext context)
{
    private const int MaxScanned = 1 << 16;
    private readonly ReaderThread _thread = context.OpenReaderThread("search");

    /// <summary>What is searched for; empty: nothing yet.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Whether a search is under way.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Takes a text: anything that the filter language can say; a bare word is found anywhere in a packet.</summary>
    /// <returns>What is wrong with it; null: nothing.</returns>
    public string? Set(string text)
    {
        if (!Filter.TryParse(text, out _, out FilterError? error))
        {
            return error.Sentence;
        }
        Text = text.Trim();
        return null;
    }

    /// <summary>Goes to the next match from the selected row on, or tells that there is none.</summary>
    public void Next(bool isBackwards)
    {
        if (Text.Length == 0)
        {
            context.Shell.ShowStatus("Nothing was searched for yet: / asks what to look for.");
            return;
        }
        Filter shown = context.Filters.Combined;
        Filter filter = Filter.Parse(shown.IsAll ? Text : $"({shown.Text}) ({Text})");
        long from = context.SelectedId;
        IsRunning = true;
        context.Shell.ShowStatus($"Searching for {TerminalText.Sanitize(Text, 60)} …");
        _thread.Replace("search", (reader, stop) => Run(reader, filter, from, isBackwards, stop));
    }

    /// <summary>Stops looking.</summary>
    public void Cancel()
    {
        IsRunning = false;
        _thread.Cancel("search");
        context.Shell.ShowStatus("Search stopped.");
    }

    private static long? First(CaptureReader reader, RowQuery query, CancellationToken stop)
    {
        while (true)
        {
            RowPage page = reader.ReadPage(query, stop);
            if (page.Rows is [var row, ..])
            {
                return row.Id;
            }
            if (page.IsEnd)
            {
                return null;
            }
            query = query.Descending
                ? query with
                {
                    BeforeId = page.ScannedTo,
                }
                : query with
                {
                    AfterId = page.ScannedTo,
                };
        }
    }

    private void Run(CaptureReader reader, Filter filter, long from, bool isBackwards, CancellationToken stop)
    {
        var query = new RowQuery
        {
            Filter = filter,
            Limit = 1,
            MaxScanned = MaxScanned,
            WithPayload = false,
            Descending = isBackwards,
        };
        long? found = First(reader, isBackwards ? query with { BeforeId = from } : query with { AfterId = from }, stop);
        bool isAround = found is null;
        found ??= First(reader, query, stop);
        context.Ui.Post(() =>
        {
            if (!stop.IsCancellationRequested)
            {
                IsRunning = false;
                Show(found, isAround, isBackwards);
            }
        });
    }

    private void Show(long? found, bool isAround, bool isBackwards)
    {
        if (found is not { } id)
        {
            context.Shell.ShowStatus($"Not found: {TerminalText.Sanitize(Text, 60)}");
            return;
        }
        context.Shell.GoTo(id);
        string around = isBackwards ? ", on from the end" : ", on from the start";
        context.Shell.ShowStatus($"Found {TerminalText.Sanitize(Text, 60)}{(isAround ? around : "")}");
    }
}
