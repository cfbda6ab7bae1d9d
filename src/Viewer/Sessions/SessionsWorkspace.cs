using SioProxy.Storage;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Outlining;
using SioProxy.Viewer.Summaries;
using Terminal.Gui.ViewBase;

namespace SioProxy.Viewer.Sessions;

/// <summary>Clients, their sessions and what they suffer from. Reads while it is in front, and goes on as the capture grows.</summary>
internal sealed class SessionsWorkspace : Workspace
{
    public const string Name = "sessions";

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenPictures = TimeSpan.FromMilliseconds(500);

    private const int ShareOfPictures = 4; // so many times longer is read than is spent on showing

    private readonly ReaderThread _reader;
    private readonly SurveyReader _survey = new(Filtering.Filter.All);
    private SessionOverview _overview = SessionOverview.Empty;
    private object? _timer;
    private bool _isReading;
    private bool _isRead;
    private bool _isShown;
    private bool _isComplete;

    public SessionsWorkspace(ViewerContext context)
        : base(context, Name, "Sessions")
    {
        _reader = context.OpenReaderThread("sessions");
        Tree = new SessionsView(context) { Width = Dim.Fill(), Height = Dim.Fill() };
        Add(Tree);
        context.Commands.AddRange(new SessionsCommands(context, this).All);
    }

    public SessionsView Tree { get; }

    /// <summary>Whether only sessions are shown that something is wrong with.</summary>
    public bool IsOnlyTroubled { get; private set; }

    public void ToggleTroubled()
    {
        IsOnlyTroubled = !IsOnlyTroubled;
        Picture();
    }

    public override void OnShown()
    {
        _isShown = true;
        _ = Tree.SetFocus();
        ReadOn();
        _timer ??= App?.AddTimeout(
            s_betweenLooks,
            () =>
            {
                if (_isShown)
                {
                    ReadOn();
                }
                return true;
            }
        );
    }

    public override void OnHidden() => _isShown = false;

    private void ReadOn()
    {
        if (_isReading)
        {
            return;
        }
        _isReading = true;
        _reader.Replace("survey", Survey);
    }

    private void Survey(CaptureReader reader, CancellationToken stop)
    {
        try
        {
            if (!reader.HasChanged() && _isRead)
            {
                return;
            }
            long next = Environment.TickCount64 + (long)s_betweenPictures.TotalMilliseconds;
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
            Context.Ui.Post(() => _isReading = false);
        }
    }

    /// <returns>When the next picture is due: with very many sessions each takes a while.</returns>
    private long Show(CaptureReader reader, bool isComplete, CancellationToken stop)
    {
        long began = Environment.TickCount64;
        SessionOverview overview = _survey.ToOverview(reader, stop);
        Context.Ui.Post(() => Take(overview, isComplete));
        long now = Environment.TickCount64;
        return now + Math.Max((long)s_betweenPictures.TotalMilliseconds, ShareOfPictures * (now - began));
    }

    private void Take(SessionOverview overview, bool isComplete)
    {
        _overview = overview;
        _isComplete = isComplete;
        Picture();
    }

    private void Picture()
    {
        int sessions = _overview.Clients.Sum(client => client.Sessions.Count);
        int troubled = _overview.Sessions.Count(session => session.Diagnoses.Count > 0);
        string progress = _isComplete
            ? ""
            : FormattableString.Invariant($"  reading… row {_overview.LastRow:N0} of {Context.Packets.LastId:N0}");
        string title =
            $"{Count(_overview.Clients.Count, "client")}, {Count(sessions, "session")}, "
            + $"{AmountText.Count(troubled)} with something to look at{(IsOnlyTroubled ? " (only those)" : "")}{progress}";
        Tree.Show(title, SessionNodes.Of(_overview, IsOnlyTroubled), keepsPlace: true);
    }

    private static string Count(int number, string what) =>
        number == 1 ? $"1 {what}" : $"{AmountText.Count(number)} {what}s";
}
