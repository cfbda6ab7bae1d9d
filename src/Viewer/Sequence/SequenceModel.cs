using SioProxy.Sessions;

namespace SioProxy.Viewer.Sequence;

/// <summary>
/// The part of a sequence diagram that is in memory, the step under the cursor, and what the screen shows of it. Knows
/// neither terminal nor capture: whoever has those reads windows and gives them to <see cref="Take"/>.
/// </summary>
internal sealed class SequenceModel
{
    // So many steps before the end of what is in memory more is asked for.
    private const int Margin = 150;

    private readonly List<(int Step, int Part)> _lines = [];
    private SequenceWindow _window = SequenceWindow.Empty;
    private int[] _firstLines = [];

    public SequencePicture Picture { get; private set; } = SequencePicture.Empty;

    /// <summary>The lines of all steps in memory.</summary>
    public IReadOnlyList<(int Step, int Part)> Lines => _lines;

    /// <summary>The step under the cursor.</summary>
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
            Reveal();
        }
    } = 1;

    /// <summary>How much silence a line stands for.</summary>
    public long MicrosPerLine { get; private set; } = TimeScale.Default;

    /// <summary>Whether a window was asked for and has not come yet.</summary>
    public bool IsReading { get; set; }

    /// <summary>The row under the cursor; null on a silence, and when there is none.</summary>
    public CapturedRow? Row => Cursor < Picture.Steps.Count ? Picture.Steps[Cursor].Row : null;

    /// <summary>The rows in memory: the first and the last id; zeros when there are none.</summary>
    public (long First, long Last) Span => _window.Rows.Count > 0 ? (_window.Rows[0].Id, _window.Rows[^1].Id) : (0, 0);

    /// <summary>Whether the end of the capture is in memory.</summary>
    public bool HasEnd => _window.IsLast;

    /// <summary>Whether the cursor is on the latest row, so that it goes on with a capture that grows.</summary>
    public bool IsFollowing => HasEnd && (Picture.Steps.Count == 0 || NextRow(Cursor, 1) < 0);

    /// <summary>Whether several sessions are among the rows.</summary>
    public bool HasSeveralSessions { get; private set; }

    /// <summary>The id to read the next window around, when the cursor came near an end that is not that of the capture.</summary>
    public long? Wanted
    {
        get
        {
            bool isNearFirst = Cursor < Margin && !_window.IsFirst;
            bool isNearLast = Cursor >= Picture.Steps.Count - Margin && !_window.IsLast;
            return (isNearFirst || isNearLast) && !IsReading ? NearestRow(Cursor)?.Id : null;
        }
    }

    /// <summary>Replaces what is in memory; the cursor goes to the row, the screen stays where it is as far as it can.</summary>
    public void Take(SequenceWindow window, long cursorId)
    {
        int screenLine = _firstLines.Length > Cursor ? _firstLines[Cursor] - Top : 0;
        _window = window;
        HasSeveralSessions = window
            .Rows.Select(row => row.SessionKey)
            .Where(key => key is not null)
            .Distinct()
            .Skip(1)
            .Any();
        Build(cursorId, screenLine);
    }

    /// <summary>Looks closer, or wider, at the times between the steps.</summary>
    public void Zoom(bool closer)
    {
        long id = NearestRow(Cursor)?.Id ?? 0;
        int screenLine = _firstLines.Length > Cursor ? _firstLines[Cursor] - Top : 0;
        MicrosPerLine = closer ? TimeScale.Closer(MicrosPerLine) : TimeScale.Wider(MicrosPerLine);
        Build(id, screenLine);
    }

    /// <summary>Moves by steps that are rows; silences are passed over.</summary>
    public void Move(int steps)
    {
        int at = Cursor;
        for (int left = Math.Abs(steps); left > 0; left--)
        {
            int next = NextRow(at, Math.Sign(steps));
            if (next < 0)
            {
                break;
            }
            at = next;
        }
        Cursor = at;
        Reveal();
    }

    /// <summary>Moves by what fits on the screen.</summary>
    public void MovePage(int pages)
    {
        int line = Math.Clamp(FirstLine(Cursor) + (pages * Math.Max(1, Height - 2)), 0, Math.Max(0, _lines.Count - 1));
        MoveToLine(line, Math.Sign(pages));
    }

    /// <summary>Moves to the step on that line of the diagram, or to the nearest row in the direction.</summary>
    public void MoveToLine(int line, int direction = 1)
    {
        if (line < 0 || line >= _lines.Count)
        {
            return;
        }
        int step = _lines[line].Step;
        int place = Picture.Steps[step].Row is not null ? step : NextRow(step, direction);
        Cursor = place >= 0 ? place : Cursor;
        Reveal();
    }

    /// <summary>Moves to the step that a row is in.</summary>
    /// <returns>Whether it is in memory.</returns>
    public bool MoveTo(long id)
    {
        int step = Picture.IndexOf(id);
        if (step < 0)
        {
            return false;
        }
        Cursor = step;
        Reveal();
        return true;
    }

    /// <summary>Scrolls; the cursor stays on the screen.</summary>
    public void Scroll(int lines)
    {
        Top = Math.Clamp(Top + lines, 0, Math.Max(0, _lines.Count - Height));
        int line = FirstLine(Cursor);
        if (line < Top || line >= Top + Height)
        {
            MoveToLine(
                Math.Clamp(line, Top, Math.Max(Top, Math.Min(_lines.Count, Top + Height) - 1)),
                line < Top ? 1 : -1
            );
        }
    }

    /// <summary>Of an event the ack that answered it, of an ack the event; null when there is none.</summary>
    public long? OtherEnd => Row is CapturedPacket packet ? packet.AnsweredBy ?? packet.AckOf : null;

    private void Build(long cursorId, int screenLine)
    {
        Picture = SequenceBuilder.Build(_window.Rows, MicrosPerLine);
        _lines.Clear();
        _firstLines = new int[Picture.Steps.Count];
        for (int step = 0; step < Picture.Steps.Count; step++)
        {
            _firstLines[step] = _lines.Count;
            for (int part = 0; part < Picture.Steps[step].Lines; part++)
            {
                _lines.Add((step, part));
            }
        }
        Cursor = NearestStep(cursorId);
        Top = Math.Clamp(FirstLine(Cursor) - screenLine, 0, Math.Max(0, _lines.Count - Height));
        Reveal();
    }

    // The step of that row, else the first behind it, else the last.
    private int NearestStep(long id)
    {
        int nearest = 0;
        for (int step = 0; step < Picture.Steps.Count; step++)
        {
            if (Picture.Steps[step].Row is not null)
            {
                nearest = step;
                if (Picture.Steps[step].Rows[^1].Id >= id)
                {
                    break;
                }
            }
        }
        return nearest;
    }

    private CapturedRow? NearestRow(int step) =>
        step >= Picture.Steps.Count ? null
        : Picture.Steps[step].Row is { } row ? row
        : NextRow(step, 1) is >= 0 and var next ? Picture.Steps[next].Row
        : null;

    private int NextRow(int step, int direction)
    {
        for (int next = step + direction; next >= 0 && next < Picture.Steps.Count; next += direction)
        {
            if (Picture.Steps[next].Row is not null)
            {
                return next;
            }
        }
        return -1;
    }

    private int FirstLine(int step) => step < _firstLines.Length ? _firstLines[step] : 0;

    private void Reveal()
    {
        int line = FirstLine(Cursor);
        if (line < Top)
        {
            Top = line;
        }
        else if (line >= Top + Height)
        {
            Top = line - Height + 1;
        }
        Top = Math.Clamp(Top, 0, Math.Max(0, _lines.Count - Height));
    }
}
