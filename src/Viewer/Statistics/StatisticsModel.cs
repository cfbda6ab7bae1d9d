using SioProxy.Storage;

namespace SioProxy.Viewer.Statistics;

/// <summary>Statistics as the screen shows them: sorted, one line chosen, growing while they are counted. Knows no terminal.</summary>
internal sealed class StatisticsModel
{
    private EventStats? _chosen;

    /// <summary>What was counted so far; null before anything was.</summary>
    public CaptureStats? Stats { get; private set; }

    /// <summary>The lines of the table.</summary>
    public IReadOnlyList<EventStats> Events { get; private set; } = [];

    /// <summary>How much of the capture was looked at, 0 to 1; 1 when all was.</summary>
    public double Progress { get; private set; } = 1;

    public StatisticsColumn SortedBy { get; private set; } = StatisticsColumn.Count;

    public bool IsDescending { get; private set; } = true;

    /// <summary>The line under the cursor.</summary>
    public int Cursor { get; private set; }

    /// <summary>The first line on the screen.</summary>
    public int Top { get; private set; }

    /// <summary>How many lines the screen has room for.</summary>
    public int Height
    {
        get;
        set
        {
            field = Math.Max(1, value);
            MoveTo(Cursor);
        }
    } = 1;

    /// <summary>Takes what was counted so far. The line under the cursor stays under it, wherever it is sorted to.</summary>
    public void Take(CaptureStats stats, double progress)
    {
        Stats = stats;
        Progress = progress;
        Sort();
    }

    /// <summary>Counting begins, or goes on.</summary>
    public void Begin() => Progress = 0;

    public void MoveTo(int line)
    {
        Cursor = Math.Clamp(line, 0, Math.Max(0, Events.Count - 1));
        _chosen = Cursor < Events.Count ? Events[Cursor] : null;
        Top = Math.Clamp(Top, Math.Max(0, Cursor - Height + 1), Cursor);
        Top = Math.Clamp(Top, 0, Math.Max(0, Events.Count - Height));
    }

    /// <summary>Sorts by a column: numbers largest first, names from A; the same column again turns it round.</summary>
    public void SortBy(StatisticsColumn column)
    {
        IsDescending = column == SortedBy ? !IsDescending : column > StatisticsColumn.From;
        SortedBy = column;
        Sort();
    }

    /// <summary>Sorts by the next column.</summary>
    public void SortByNext() =>
        SortBy((StatisticsColumn)(((int)SortedBy + 1) % Enum.GetValues<StatisticsColumn>().Length));

    private void Sort()
    {
        if (Stats is null)
        {
            return;
        }
        IEnumerable<EventStats> sorted = SortedBy switch
        {
            StatisticsColumn.What => Order(entry => entry.Event ?? entry.Type, StringComparer.OrdinalIgnoreCase),
            StatisticsColumn.Namespace => Order(entry => entry.Namespace ?? "", StringComparer.OrdinalIgnoreCase),
            StatisticsColumn.From => Order(entry => (int?)entry.Direction ?? -1, Comparer<int>.Default),
            StatisticsColumn.Rate => Order(entry => entry.Rate ?? -1, Comparer<double>.Default),
            _ => Order(Number, Comparer<long>.Default),
        };
        Events = [.. sorted];
        int place = _chosen is null ? -1 : IndexOf(_chosen);
        MoveTo(place >= 0 ? place : Cursor);
    }

    private long Number(EventStats entry) =>
        SortedBy switch
        {
            StatisticsColumn.Count => entry.Count,
            StatisticsColumn.Bytes => entry.Bytes,
            StatisticsColumn.Asked => entry.Asked,
            StatisticsColumn.Unanswered => entry.Unanswered,
            StatisticsColumn.P50 => entry.Latency?.P50Micros ?? -1,
            StatisticsColumn.P95 => entry.Latency?.P95Micros ?? -1,
            _ => entry.Latency?.P99Micros ?? -1,
        };

    private IOrderedEnumerable<EventStats> Order<T>(Func<EventStats, T> key, IComparer<T> comparer) =>
        IsDescending ? Stats!.Events.OrderByDescending(key, comparer) : Stats!.Events.OrderBy(key, comparer);

    private int IndexOf(EventStats wanted)
    {
        for (int i = 0; i < Events.Count; i++)
        {
            EventStats entry = Events[i];
            if (
                entry.Direction == wanted.Direction
                && string.Equals(entry.Event, wanted.Event, StringComparison.Ordinal)
                && string.Equals(entry.Type, wanted.Type, StringComparison.Ordinal)
                && string.Equals(entry.Namespace, wanted.Namespace, StringComparison.Ordinal)
            )
            {
                return i;
            }
        }
        return -1;
    }
}
