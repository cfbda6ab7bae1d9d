using SioProxy.Filtering;
using SioProxy.Storage;
using SioProxy.Viewer.App;

namespace SioProxy.Viewer.Sessions;

/// <summary>
/// What is known of the capture's sessions by now. A small capture is read as soon as its first rows are on the screen, so that
/// its problems are told of unasked; a large one only when somebody wants to see its sessions. Belongs to the screen's thread.
/// </summary>
internal sealed class CaptureSurvey
{
    /// <summary>Up to so many rows are read unasked: a quarter of a second's work.</summary>
    private const long MostUnasked = 200_000;

    private const int ShareOfPictures = 4; // so many times longer is read than is spent on showing
    private const int TicksUnasked = 5;

    private static readonly TimeSpan BetweenPictures = TimeSpan.FromMilliseconds(500);

    private readonly ViewerContext _context;
    private readonly ReaderThread _reader;
    private readonly SurveyReader _survey = new(Filter.All);
    private bool _isReading;
    private bool _isRead; // the reader's
    private int _ticks;
    private volatile SessionOverview? _whole;

    public CaptureSurvey(ViewerContext context)
    {
        _context = context;
        _reader = context.OpenReaderThread("sessions");
        context.Packets.RowsLoaded += BeginUnasked;
    }

    /// <summary>Raised when more is known.</summary>
    public event EventHandler? Changed;

    public SessionOverview Overview { get; private set; } = SessionOverview.Empty;

    /// <summary>Whether all of the capture is in it, as far as it went when somebody last looked.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The kinds of problems that are known of, the surest first.</summary>
    public IReadOnlyList<ProblemGroup> Problems { get; private set; } = [];

    /// <summary>How many they are, in words; empty: none.</summary>
    public string ProblemsInWords =>
        Problems.Count switch
        {
            0 => "",
            1 => "1 problem",
            var n => FormattableString.Invariant($"{n} problems"),
        };

    /// <summary>Why it cannot be read on; null when it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether somebody looks at it: then it is kept up to date whatever it costs.</summary>
    public bool IsWanted { get; set; }

    private bool IsReadUnasked => _context.Packets.Total <= MostUnasked;

    /// <summary>What the whole capture says of a session; null when it was not read as far as that row. From any thread.</summary>
    public IReadOnlyList<Diagnosis>? DiagnosesOf(long sessionKey, long row) =>
        _whole is { } whole && whole.LastRow >= row
            ? whole.Sessions.FirstOrDefault(report => report.Session.Key == sessionKey)?.Diagnoses
            : null;

    /// <summary>To be called once a second.</summary>
    public void Tick()
    {
        _ticks++;
        if (IsWanted || (IsReadUnasked && _ticks % TicksUnasked == 0))
        {
            ReadOn();
        }
    }

    /// <summary>Reads what has come since.</summary>
    public void ReadOn()
    {
        if (!_isReading)
        {
            _isReading = true;
            _reader.Replace(
                "survey",
                Survey,
                exception =>
                    _context.Ui.Post(() =>
                    {
                        (_isReading, Failure) = (false, Trouble.SentenceOf(exception));
                        Changed?.Invoke(this, EventArgs.Empty);
                    })
            );
        }
    }

    private void BeginUnasked(object? sender, EventArgs e)
    {
        _context.Packets.RowsLoaded -= BeginUnasked;
        if (IsReadUnasked)
        {
            ReadOn();
        }
    }

    private void Survey(CaptureReader reader, CancellationToken stop)
    {
        try
        {
            if (!reader.HasChanged() && _isRead)
            {
                return;
            }
            long next = Environment.TickCount64 + (long)BetweenPictures.TotalMilliseconds;
            foreach (long _ in _survey.ReadOn(reader, stop))
            {
                if (Environment.TickCount64 >= next)
                {
                    next = Show(reader, isComplete: false, stop);
                }
            }
            _isRead = true;
            _ = Show(reader, isComplete: true, stop);
        }
        finally
        {
            _context.Ui.Post(() => _isReading = false);
        }
    }

    /// <returns>When the next picture is due: with very many sessions each takes a while.</returns>
    private long Show(CaptureReader reader, bool isComplete, CancellationToken stop)
    {
        long began = Environment.TickCount64;
        SessionOverview overview = _survey.ToOverview(reader, stop);
        IReadOnlyList<ProblemGroup> problems = ProblemGroup.Of(overview);
        _whole = isComplete ? overview : _whole;
        _context.Ui.Post(() =>
        {
            (Overview, Problems, IsComplete, Failure) = (overview, problems, isComplete, null);
            Changed?.Invoke(this, EventArgs.Empty);
        });
        long now = Environment.TickCount64;
        return now + Math.Max((long)BetweenPictures.TotalMilliseconds, ShareOfPictures * (now - began));
    }
}
