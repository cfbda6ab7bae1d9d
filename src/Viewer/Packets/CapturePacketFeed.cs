using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Search;

namespace SioProxy.Viewer.Packets;

/// <summary>Rows of a capture file: one thread reads what is shown and watches for growth, another one looks for matches.</summary>
internal sealed class CapturePacketFeed : IPacketFeed
{
    // Growth after a pause is told at once; rows that keep coming are told of as often as an eye can use it: less often when
    // each time a whole screen of them is new.
    private static readonly TimeSpan GrowthPace = TimeSpan.FromMilliseconds(190);
    private static readonly TimeSpan FastGrowth = TimeSpan.FromMilliseconds(340);
    private const int Screenful = 40;

    private readonly Action<Action> _post;
    private readonly Action<Exception> _trouble;
    private readonly ReaderThread _pages;
    private readonly ReaderThread _scans;
    private readonly Dictionary<long, long?> _opened = []; // the page thread's
    private long? _startMicros; // likewise
    private string _fate = ""; // likewise
    private string? _newestAtFirst; // likewise
    private bool _hasGrown = true; // likewise; at first as rows may have come before the thread had its reader open
    private long _toldOfGrowth; // likewise
    private long _knownLast; // likewise
    private bool _isFast; // likewise
    private bool _isPrepared;
    private volatile int _tailRows;

    /// <param name="open">Opens another reader of the capture.</param>
    /// <param name="post">Hands work to the screen's thread.</param>
    /// <param name="trouble">Told, on the screen's thread, of what went wrong.</param>
    public CapturePacketFeed(
        (long First, long Last) span,
        Func<CaptureReader> open,
        Action<Action> post,
        Action<Exception> trouble
    )
    {
        Span = span;
        _knownLast = span.Last;
        _post = post;
        _trouble = trouble;
        _pages = new ReaderThread("pages", () => Opened(open()), Failed, Watch);
        _scans = new ReaderThread("filter", open, Failed);
    }

    public (long First, long Last) Span { get; private set; }

    public int TailRows
    {
        get => _tailRows;
        set => _tailRows = value;
    }

    public event EventHandler<RowsEventArgs>? Grown;

    /// <summary>Raised when the file was moved or deleted, or recording went on in another one.</summary>
    public event EventHandler<FateEventArgs>? FateChanged;

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
        int known = result.Ids.Count;
        _scans.Replace("scan", (reader, stop) => FilterScan.Run(reader, result, after, known, _post, changed, stop));
    }

    public void PrepareScan()
    {
        if (!_isPrepared)
        {
            _isPrepared = true;
            _scans.Replace("scan", FilterScan.Prepare);
        }
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

    // What is there before rows are shown was there at first.
    private CaptureReader Opened(CaptureReader reader)
    {
        _newestAtFirst ??= RotatedFile.NewestAfter(reader.Path) ?? "";
        return reader;
    }

    private void Watch(CaptureReader reader)
    {
        _hasGrown |= reader.HasChanged();
        if (!_hasGrown)
        {
            LookForTheFile(reader);
            return;
        }
        long now = Environment.TickCount64;
        if (now - _toldOfGrowth < (_isFast ? FastGrowth : GrowthPace).TotalMilliseconds)
        {
            return;
        }
        (_hasGrown, _toldOfGrowth) = (false, now);
        (long First, long Last) span = (reader.FirstRowId, reader.LastRowId);
        long from = Math.Max(Math.Max(span.First, _knownLast + 1), span.Last - _tailRows + 1);
        int count = (int)Math.Max(0, span.Last - from + 1);
        List<PacketRow> tail = count == 0 ? [] : [.. Read(reader, from, count).Select(row => Timed(reader, row))];
        _isFast = span.Last - _knownLast >= Screenful;
        _knownLast = span.Last;
        _post(() =>
        {
            if (span != Span)
            {
                Span = span;
                Grown?.Invoke(this, new RowsEventArgs(tail));
            }
        });
    }

    private void LookForTheFile(CaptureReader reader)
    {
        string name = TerminalText.Sanitize(Path.GetFileName(reader.Path));
        string? next = RotatedFile.NewestAfter(reader.Path);
        bool isNew = !string.Equals(_newestAtFirst, next ?? "", StringComparison.Ordinal); // else an older file was asked for
        (string fate, string sentence) = (reader.IsStillThere(), next) switch
        {
            (false, null) => (
                "moved or deleted",
                $"{name} was moved, replaced or deleted; what is shown is its last state."
            ),
            (false, { } newest) => (
                "deleted",
                $"{name} was deleted by rotation; recording goes on in {NameOf(newest)}: open that one."
            ),
            (true, { } newest) when isNew => (
                $"goes on in {NameOf(newest)}",
                $"{name} is complete; recording goes on in {NameOf(newest)}: open that one."
            ),
            _ => ("", ""),
        };
        if (!string.Equals(fate, _fate, StringComparison.Ordinal))
        {
            _fate = fate;
            _post(() => FateChanged?.Invoke(this, new FateEventArgs(fate, sentence)));
        }
    }

    private static string NameOf(string path) => TerminalText.Sanitize(Path.GetFileName(path));

    private void Failed(Exception exception) => _post(() => _trouble(exception));
}
