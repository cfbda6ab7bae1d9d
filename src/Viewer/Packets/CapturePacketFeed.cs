using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.App;

namespace SioProxy.Viewer.Packets;

/// <summary>Rows of a capture file: one thread reads what is shown and watches for growth, another one looks for matches.</summary>
internal sealed class CapturePacketFeed : IPacketFeed
{
    private static readonly TimeSpan s_report = TimeSpan.FromMilliseconds(80);

    private readonly Action<Action> _post;
    private readonly Action<string> _trouble;
    private readonly ReaderThread _pages;
    private readonly ReaderThread _scans;
    private readonly Dictionary<long, long?> _opened = []; // the page thread's
    private long? _startMicros; // likewise
    private bool _isGone; // likewise

    /// <param name="open">Opens another reader of the capture.</param>
    /// <param name="post">Hands work to the screen's thread.</param>
    /// <param name="trouble">Told, on the screen's thread, of what went wrong in a sentence.</param>
    public CapturePacketFeed(
        (long First, long Last) span,
        Func<CaptureReader> open,
        Action<Action> post,
        Action<string> trouble
    )
    {
        Span = span;
        _post = post;
        _trouble = trouble;
        _pages = new ReaderThread("pages", open, Failed, Watch);
        _scans = new ReaderThread("filter", open, Failed);
    }

    public (long First, long Last) Span { get; private set; }

    public event EventHandler? Grown;

    public void Load(IReadOnlyList<long> ids, Action<IReadOnlyList<PacketRow>> done) =>
        _pages.Replace(
            "load",
            (reader, stop) =>
            {
                var rows = new List<PacketRow>(ids.Count);
                try
                {
                    for (int i = 0; i < ids.Count; )
                    {
                        stop.ThrowIfCancellationRequested();
                        int run = RunLength(ids, i);
                        rows.AddRange(Read(reader, ids[i], run).Select(row => Timed(reader, row)));
                        i += run;
                    }
                }
                finally // also when reading failed: whoever waits is not to wait for ever
                {
                    if (!stop.IsCancellationRequested)
                    {
                        _post(() => done(rows));
                    }
                }
            }
        );

    public void Scan(FilterResult result, Action changed)
    {
        long after = result.ScannedTo;
        bool isFirst = result.Ids.Count == 0;
        _scans.Replace("scan", (reader, stop) => Scan(reader, result, after, isFirst, changed, stop));
    }

    public void StopScan() => _scans.Cancel("scan");

    public void Dispose()
    {
        _pages.Dispose();
        _scans.Dispose();
    }

    private PacketRow Timed(CaptureReader reader, CapturedRow row)
    {
        _startMicros ??= reader.Get(reader.FirstRowId)?.AtMicros ?? row.AtMicros;
        long? opened = null;
        if (row.SessionKey is { } key && !_opened.TryGetValue(key, out opened))
        {
            opened = reader.Session(key)?.OpenedAtMicros;
            if (opened is not null)
            {
                _opened[key] = opened;
            }
        }
        return PacketRows.Of(row) with { StartMicros = _startMicros.Value, SessionStartMicros = opened };
    }

    private static int RunLength(IReadOnlyList<long> ids, int at)
    {
        int run = 1;
        while (at + run < ids.Count && ids[at + run] == ids[at] + run)
        {
            run++;
        }
        return run;
    }

    private static IEnumerable<CapturedRow> Read(CaptureReader reader, long first, int count) =>
        count == 1
            ? reader.Get(first) is { } row
                ? [row]
                : []
            : reader
                .ReadPage(
                    new RowQuery
                    {
                        AfterId = first - 1,
                        BeforeId = first + count,
                        Limit = count,
                    }
                )
                .Rows;

    private void Scan(
        CaptureReader reader,
        FilterResult result,
        long after,
        bool isFirst,
        Action changed,
        CancellationToken stop
    )
    {
        var found = new List<long>();
        long reported = Environment.TickCount64;
        var query = new RowQuery { Filter = result.Filter, AfterId = after };
        foreach (RowIdPage page in reader.FindAllIds(query, stop))
        {
            found.AddRange(page.Ids);
            if (
                page.IsEnd
                || (isFirst && found.Count > 0)
                || Environment.TickCount64 - reported >= s_report.TotalMilliseconds
            )
            {
                List<long> batch = found;
                (long scanned, long last, bool complete) = (page.ScannedTo, reader.LastRowId, page.IsEnd);
                _post(() =>
                {
                    if (!stop.IsCancellationRequested)
                    {
                        result.Append(batch, scanned, last, complete);
                        changed();
                    }
                });
                found = [];
                isFirst = false;
                reported = Environment.TickCount64;
            }
        }
    }

    private void Watch(CaptureReader reader)
    {
        if (!reader.HasChanged())
        {
            bool isGone = !reader.IsStillThere();
            if (isGone && !_isGone)
            {
                string name = TerminalText.Sanitize(Path.GetFileName(reader.Path));
                _post(() => _trouble($"{name} was moved, replaced or deleted; what is shown is its last state."));
            }
            _isGone = isGone;
            return;
        }
        (long First, long Last) span = (reader.FirstRowId, reader.LastRowId);
        _post(() =>
        {
            if (span != Span)
            {
                Span = span;
                Grown?.Invoke(this, EventArgs.Empty);
            }
        });
    }

    private void Failed(Exception exception)
    {
        string sentence = Trouble.SentenceOf(exception);
        _post(() => _trouble(sentence));
    }
}
