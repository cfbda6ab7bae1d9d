using SioProxy.Filtering;

namespace SioProxy.Viewer.Packets;

/// <summary>
/// The rows of a list, numbered from 0: the whole capture, or what a filter finds. Holds a window of them and asks the feed
/// for others; what is not there yet is null. Lives on the screen's thread; knows no terminal and no database.
/// </summary>
internal sealed class PacketListModel
{
    private const int MaxCached = 4096;

    private readonly IPacketFeed _feed;
    private readonly Dictionary<long, PacketRow> _rows = [];
    private readonly HashSet<long> _stale = [];
    private (long First, int Count) _window;
    private bool _isLoading;

    public PacketListModel(IPacketFeed feed)
    {
        _feed = feed;
        _feed.Grown += (_, tail) => OnGrown(tail.Rows);
    }

    /// <summary>Raised when there are more rows, or others (a filter was applied or has found something).</summary>
    public event EventHandler? CountChanged;

    /// <summary>Raised when rows that were asked for are there, with those that are new or not what they were.</summary>
    public event EventHandler<RowsEventArgs>? RowsLoaded;

    /// <summary>Raised when the filter, or its progress, changed.</summary>
    public event EventHandler? FilterChanged;

    /// <summary>The filter that decides what is shown.</summary>
    public Filter Filter => Result?.Filter ?? Filter.All;

    /// <summary>What the filter has found; null when everything is shown.</summary>
    public FilterResult? Result { get; private set; }

    /// <summary>How many rows are shown.</summary>
    public long Count => Result is { } result ? result.Ids.Count : Total;

    /// <summary>How many rows the capture has.</summary>
    public long Total => _feed.Span.Last == 0 ? 0 : _feed.Span.Last - _feed.Span.First + 1;

    /// <summary>The first row's id; 0 when there is none.</summary>
    public long FirstId => _feed.Span.First;

    /// <summary>The latest row's id; 0 when there is none.</summary>
    public long LastId => _feed.Span.Last;

    /// <summary>Shows what matches, from the first matches on; looking goes on behind.</summary>
    public void Apply(Filter filter)
    {
        if (filter.IsAll)
        {
            _feed.StopScan();
            Result = null;
        }
        else
        {
            Result = new FilterResult(filter);
            StartScan(Result);
        }
        FilterChanged?.Invoke(this, EventArgs.Empty);
        CountChanged?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Somebody types a filter: makes ready for it.</summary>
    public void Prepare()
    {
        if (Result is not { IsRunning: true })
        {
            _feed.PrepareScan();
        }
    }

    /// <summary>Stops looking for matches; what was found stays.</summary>
    public void CancelFilter()
    {
        if (Result is { IsRunning: true } result)
        {
            _feed.StopScan();
            result.Cancel();
            FilterChanged?.Invoke(this, EventArgs.Empty);
        }
    }

    /// <summary>Goes on looking after <see cref="CancelFilter"/>.</summary>
    public void ResumeFilter()
    {
        if (Result is { IsCancelled: true } result)
        {
            result.Resume();
            StartScan(result);
            FilterChanged?.Invoke(this, EventArgs.Empty);
        }
    }

    /// <summary>The id of the row at this place.</summary>
    public long IdAt(long index) => Result is { } result ? result.Ids[(int)index] : _feed.Span.First + index;

    /// <summary>The place of the first row whose id is not smaller; <see cref="Count"/> when all are.</summary>
    public long IndexOf(long id) =>
        Result is { } result ? result.Ids.CountBefore(id) : Math.Clamp(id - _feed.Span.First, 0, Total);

    /// <summary>Whether the rows shown are known up to this id, so that its place is.</summary>
    public bool IsKnownUpTo(long id) => Result is not { IsRunning: true } result || result.ScannedTo >= id;

    /// <summary>The row at this place; null while it is being read.</summary>
    public PacketRow? At(long index) => index >= 0 && index < Count ? _rows.GetValueOrDefault(IdAt(index)) : null;

    /// <summary>The row with this id, if it is at hand.</summary>
    public PacketRow? WithId(long id) => _rows.GetValueOrDefault(id);

    /// <summary>Asks for as many of the latest rows to come with the news of them, so that a list which stays at its end shows them at once; 0: none.</summary>
    public void ReadTail(int rows) => _feed.TailRows = rows;

    /// <summary>Says which rows are on the screen: they, and some around them, are read.</summary>
    public void Show(long first, int count)
    {
        _window = (first, count);
        Request();
    }

    private void StartScan(FilterResult result)
    {
        long from = result.ScannedTo;
        _feed.Scan(
            result,
            () =>
            {
                if (!ReferenceEquals(result, Result))
                {
                    return;
                }
                FilterChanged?.Invoke(this, EventArgs.Empty);
                CountChanged?.Invoke(this, EventArgs.Empty);
                if (result.IsComplete && result.ScannedTo > from && result.ScannedTo < _feed.Span.Last)
                {
                    StartScan(result); // rows came while it was looking
                }
            }
        );
    }

    private void Request()
    {
        if (_isLoading)
        {
            return; // what is on the screen by then is asked for when this has come
        }
        List<long> visible = Missing(_window.First, _window.First + _window.Count);
        List<long> ids =
            visible.Count > 0
                ? Missing(_window.First - (_window.Count / 2), _window.First + (_window.Count * 2))
                : Missing(_window.First - _window.Count, _window.First + (_window.Count * 2));
        if (ids.Count == 0 || (visible.Count == 0 && (ids.Count < _window.Count / 2 || _feed.TailRows > 0)))
        {
            return; // reading ahead in bites, not a row with each key; at the end what comes next comes by itself
        }
        _isLoading = true;
        _feed.Load(ids, rows => Take(ids, rows));
    }

    private List<long> Missing(long from, long to)
    {
        var ids = new List<long>();
        for (long index = Math.Max(0, from); index < Math.Min(Count, to); index++)
        {
            long id = IdAt(index);
            if (!_rows.ContainsKey(id) || _stale.Contains(id))
            {
                ids.Add(id);
            }
        }
        return ids;
    }

    private void Take(List<long> asked, IReadOnlyList<PacketRow> rows)
    {
        _isLoading = false;
        foreach (long id in asked)
        {
            _ = _stale.Remove(id);
        }
        List<PacketRow> changed = [.. rows.Where(row => _rows.GetValueOrDefault(row.Id) != row)];
        Keep(changed);
        RowsLoaded?.Invoke(this, new RowsEventArgs(changed));
        if (rows.Count == asked.Count) // else some are not there: asking again would not end
        {
            Request();
        }
    }

    private void Keep(IReadOnlyList<PacketRow> rows)
    {
        if (_rows.Count + rows.Count > MaxCached)
        {
            KeepTheWindow();
        }
        foreach (PacketRow row in rows)
        {
            _rows[row.Id] = row;
        }
    }

    private void KeepTheWindow()
    {
        var kept = new List<PacketRow>();
        for (long index = _window.First; index < Math.Min(Count, _window.First + _window.Count); index++)
        {
            if (At(index) is { } row)
            {
                kept.Add(row);
            }
        }
        _rows.Clear();
        kept.ForEach(row => _rows[row.Id] = row);
    }

    private void OnGrown(IReadOnlyList<PacketRow> tail)
    {
        Keep(tail);
        // An ack may have come for events on the screen; those that a list which stays at its end has just lost are of no use.
        long first = _feed.TailRows > 0 ? Math.Max(_window.First, Count - _feed.TailRows) : _window.First;
        for (long index = first; index < Math.Min(Count, _window.First + _window.Count); index++)
        {
            if (At(index) is { IsUnanswered: true } row)
            {
                _ = _stale.Add(row.Id);
            }
        }
        if (Result is { IsCancelled: false, IsRunning: false } result) // one that runs goes on by itself
        {
            StartScan(result);
        }
        else
        {
            CountChanged?.Invoke(this, EventArgs.Empty);
        }
        if (_stale.Count > 0)
        {
            Request();
        }
    }
}
