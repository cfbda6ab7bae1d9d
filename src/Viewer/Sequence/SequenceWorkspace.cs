using System.Drawing;
using System.Globalization;
using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Summaries;
using Terminal.Gui.Input;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Sequence;

/// <summary>
/// The packets as a sequence diagram: those of the session under the list's cursor, or all that the filter shows. Paints the
/// lines in sight and reads a window of rows around them, however large the capture is.
/// </summary>
internal sealed class SequenceWorkspace : Workspace
{
    public const string Name = "sequence";

    private const string Reading = "sequence";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly SequenceModel _model = new();
    private readonly ReaderThread _thread;
    private bool _isShown;
    private bool _followsSession = true;
    private (string? Session, Filter? Filter) _read;
    private string? _session;
    private long _selected;
    private long _readTo;
    private object? _timer;

    public SequenceWorkspace(ViewerContext context)
        : base(context, Name, "Sequence")
    {
        _thread = context.OpenReaderThread("sequence");
        context.Filters.Changed += (_, _) =>
        {
            if (_isShown)
            {
                Refresh();
            }
        };
        context.Commands.AddRange(new SequenceCommands(this).All);
    }

    public SequenceModel Model => _model;

    public override void OnShown()
    {
        _isShown = true;
        _ = SetFocus();
        Refresh();
        _timer ??= App?.AddTimeout(
            BetweenLooks,
            () =>
            {
                GoOn();
                return true;
            }
        );
    }

    public override void OnHidden()
    {
        _isShown = false;
        _thread.Cancel(Reading);
        _model.IsReading = false;
    }

    /// <summary>Changes the model and shows it, reading on where that came near an end.</summary>
    public void Do(Action<SequenceModel> change)
    {
        change(_model);
        if (_model.Wanted is { } id)
        {
            Read(id, isJump: false);
        }
        SetNeedsDraw();
    }

    /// <summary>To the first row of the capture that is shown, or to the last one.</summary>
    public void GoToEnd(bool last) => Read(last ? long.MaxValue : 1, isJump: true);

    /// <summary>From an event to its ack and back.</summary>
    public void GoToOtherEnd()
    {
        if (_model.OtherEnd is not { } id)
        {
            Context.Shell.ShowStatus("Nothing is known to answer this, or to be answered by it.");
        }
        else if (!_model.MoveTo(id))
        {
            Read(id, isJump: true);
        }
        SetNeedsDraw();
    }

    /// <summary>Shows the row in the packet list, with its details.</summary>
    public void OpenRow()
    {
        if (_model.Row is { } row)
        {
            Context.Shell.GoTo(row.Id);
            Context.Shell.FocusDetails();
        }
    }

    /// <summary>The selected session only, or all that the filter shows.</summary>
    public void ToggleSession()
    {
        _followsSession = !_followsSession;
        _selected = _model.Row?.Id ?? Context.SelectedId;
        Ask(_selected);
    }

    protected override void OnFrameChanged(in Rectangle frame)
    {
        base.OnFrameChanged(frame);
        _model.Height = frame.Height - 2;
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.WheeledDown) || mouse.Flags.HasFlag(MouseFlags.WheeledUp))
        {
            int lines = mouse.Flags.HasFlag(MouseFlags.WheeledDown) ? 3 : -3;
            Do(model => model.Scroll(lines));
            return true;
        }
        if (mouse.Position is not { } at || (!mouse.IsSingleClicked && !mouse.IsDoubleClicked))
        {
            return false;
        }
        _ = SetFocus();
        if (at.Y > 0 && at.Y <= _model.Height)
        {
            Do(model => model.MoveToLine(model.Top + at.Y - 1));
            if (mouse.IsDoubleClicked)
            {
                OpenRow();
            }
        }
        return true;
    }

    protected override bool OnDrawingContent(Terminal.Gui.ViewBase.DrawContext? context)
    {
        int width = Viewport.Width;
        var lines = new SequenceLines(width, _model.HasSeveralSessions);
        PaintLine(
            0,
            Theme.Heading,
            Paint(lines.Heading(Ends(row => row.Client, "clients"), Ends(row => row.Node, "nodes")))
        );
        for (int y = 0; y < _model.Height; y++)
        {
            int line = _model.Top + y;
            if (line >= _model.Lines.Count)
            {
                string text = line == 0 ? (_model.IsReading ? " reading…" : " Nothing to show: no row matches.") : "";
                PaintLine(y + 1, Theme.Normal, [(text, Theme.Dim)]);
                continue;
            }
            (int step, int part) = _model.Lines[line];
            bool isCursor = step == _model.Cursor;
            IEnumerable<(string Text, Attribute Attribute)> parts = Paint(lines.Compose(_model.Picture, step, part));
            PaintLine(
                y + 1,
                isCursor ? Theme.OnCursor(Theme.Normal, HasFocus) : Theme.Normal,
                isCursor ? parts.Select(piece => (piece.Text, Theme.OnCursor(piece.Attribute, HasFocus))) : parts
            );
        }
        PaintLine(Viewport.Height - 1, Theme.Bar, [(State(), Theme.Bar)]);
        return true;
    }

    private IEnumerable<(string Text, Attribute Attribute)> Paint(IReadOnlyList<(string Text, Tone Tone)> pieces) =>
        pieces.Select(piece => (piece.Text, Theme.Of(piece.Tone)));

    private string Ends(Func<CapturedRow, string?> end, string many)
    {
        List<string> all =
        [
            .. _model
                .Picture.Steps.Select(step => step.Row is { } row ? end(row) : null)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Take(100),
        ];
        return all.Count switch
        {
            0 => many.TrimEnd('s'),
            1 => all[0],
            _ => $"{all.Count} {many}",
        };
    }

    private string State()
    {
        string what = _session is { } sid ? $"session {TerminalText.Sanitize(sid)}" : "all that the filter shows";
        (long first, long last) = _model.Span;
        string reading =
            _model.IsReading ? "  reading…"
            : _model.IsFollowing ? "  at the end"
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $" {what}  rows {first}–{last}  a line of silence: {AmountText.Duration(_model.MicrosPerLine)}{reading}"
        );
    }

    // Around the list's cursor, when that or the filter is another than at the last time.
    private void Refresh()
    {
        if (Context.SelectedId != _selected || !ReferenceEquals(_read.Filter, Context.Filters.Combined))
        {
            _selected = Context.SelectedId;
            Ask(_selected);
        }
        else
        {
            SetNeedsDraw();
        }
    }

    // What a growing capture has more: shown behind the rest, and gone to when the cursor was at the end.
    private void GoOn()
    {
        if (!_isShown || _model.IsReading || !_model.HasEnd || Context.Packets.LastId <= _readTo)
        {
            return;
        }
        Read(_model.IsFollowing ? long.MaxValue : _model.Row?.Id ?? 1, isJump: _model.IsFollowing);
    }

    // Which session that is only its row says, and that is read first.
    private void Ask(long id)
    {
        Filter filter = Context.Filters.Combined;
        bool followsSession = _followsSession;
        _model.IsReading = true;
        _readTo = Context.Packets.LastId;
        _read = (null, filter);
        _thread.Replace(
            Reading,
            (reader, stop) =>
            {
                string? session = followsSession ? reader.Get(id)?.Session : null;
                SequenceWindow window = SequenceWindow.Read(reader, With(filter, session), id, stop);
                Context.Ui.Post(() => Take(window, session, id));
            },
            _ => Context.Ui.Post(Fail)
        );
        SetNeedsDraw();
    }

    // On where the cursor came near an end, which it leaves where it is; or somewhere else, where it goes.
    private void Read(long id, bool isJump)
    {
        Filter filter = With(Context.Filters.Combined, _session);
        string? session = _session;
        _model.IsReading = true;
        _readTo = Context.Packets.LastId;
        _thread.Replace(
            Reading,
            (reader, stop) =>
            {
                SequenceWindow window = SequenceWindow.Read(reader, filter, id, stop);
                Context.Ui.Post(() => Take(window, session, isJump ? id : null));
            },
            _ => Context.Ui.Post(Fail)
        );
    }

    // What went wrong is said beside the capture's name.
    private void Fail()
    {
        _model.IsReading = false;
        OnChanged();
    }

    private void Take(SequenceWindow window, string? session, long? goTo)
    {
        _session = session;
        _model.IsReading = false;
        _model.Take(window, goTo ?? _model.Row?.Id ?? 0);
        OnChanged();
    }

    private static Filter With(Filter filter, string? session) =>
        session is null ? filter : Filter.Join(filter, Filter.Parse(FilterTerms.ForSessions([session])));
}
