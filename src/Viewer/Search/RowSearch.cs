using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Packets;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Search;

/// <summary>
/// Looks for the next row that matches two filters, the list's and the one searched for, forwards or backwards and around
/// the end, on a thread of its own; on another one counts all that do.
/// </summary>
internal sealed class RowSearch(ViewerContext context)
{
    private const int MaxScanned = 1 << 16;
    private Filter _filter = Filter.All;
    private readonly ReaderThread _thread = context.OpenReaderThread("search");
    private readonly ReaderThread _counting = context.OpenReaderThread("matches");
    private FilterResult? _matches;
    private bool _isLooking;

    /// <summary>Raised when something else is searched for, or more of it was found.</summary>
    public event EventHandler? Changed;

    /// <summary>What is searched for; empty: nothing.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The same as it is to be highlighted.</summary>
    public SearchWords Words { get; private set; } = SearchWords.None;

    /// <summary>Whether a search is under way.</summary>
    public bool IsRunning => _isLooking || _matches is { IsRunning: true };

    /// <summary>What is searched for, how many rows match so far, and which of them is under the cursor; empty without a search.</summary>
    public string State
    {
        get
        {
            if (Text.Length == 0)
            {
                return "";
            }
            string text = "/" + TerminalText.Sanitize(Text, 30);
            if (
                _matches is not { } matches
                || !string.Equals(matches.Filter.Text, Wanted.Text, StringComparison.Ordinal)
            )
            {
                return text; // not counted yet among the rows shown now
            }
            bool isOnMatch = matches.Ids.Contains(context.SelectedId);
            string place = isOnMatch ? $"{AmountText.Count(matches.Ids.CountBefore(context.SelectedId) + 1)} of " : "";
            string more = matches.IsComplete ? "" : "+";
            return $"{text} {place}{AmountText.Count(matches.Ids.Count)}{more}";
        }
    }

    private Filter Wanted => Filter.Join(context.Filters.Combined, _filter);

    /// <summary>Takes a text: anything that the filter language can say; a bare word is found anywhere in a packet.</summary>
    /// <returns>What is wrong with it; null: nothing.</returns>
    public string? Set(string text)
    {
        if (!Filter.TryParse(text, out Filter? filter, out FilterError? error))
        {
            return error.Sentence;
        }
        Text = text.Trim();
        _filter = filter;
        Words = SearchWords.Of(filter);
        StopCounting();
        Changed?.Invoke(this, EventArgs.Empty);
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
        Filter filter = Wanted;
        long from = context.SelectedId;
        _isLooking = true;
        Count(filter);
        context.Shell.ShowStatus($"Searching for {TerminalText.Sanitize(Text, 60)} …");
        _thread.Replace("search", (reader, stop) => Run(reader, filter, from, isBackwards, stop));
    }

    /// <summary>Stops looking.</summary>
    public void Cancel()
    {
        _isLooking = false;
        _thread.Cancel("search");
        if (_matches is { IsRunning: true } matches)
        {
            matches.Cancel();
            _counting.Cancel("matches");
        }
        context.Shell.ShowStatus("Search stopped.");
    }

    /// <summary>Searches for nothing any more: no highlights, no count.</summary>
    public void Clear()
    {
        _isLooking = false;
        _thread.Cancel("search");
        _ = Set("");
    }

    private void StopCounting()
    {
        _counting.Cancel("matches");
        _matches = null;
    }

    // Anew for another filter; further where a capture has grown.
    private void Count(Filter filter)
    {
        if (!string.Equals(_matches?.Filter.Text, filter.Text, StringComparison.Ordinal))
        {
            StopCounting();
        }
        FilterResult matches = _matches ??= new FilterResult(filter);
        if (matches.IsCancelled || (matches.IsComplete && matches.ScannedTo >= context.Packets.LastId))
        {
            return;
        }
        (long after, int known) = (matches.ScannedTo, matches.Ids.Count);
        _counting.Replace(
            "matches",
            (reader, stop) => FilterScan.Run(reader, matches, after, known, context.Ui.Post, OnCounted, stop)
        );
    }

    private void OnCounted() => Changed?.Invoke(this, EventArgs.Empty);

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
                _isLooking = false;
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
