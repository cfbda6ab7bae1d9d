using System.Drawing;
using System.Runtime.CompilerServices;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Search;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace SioProxy.Viewer.Packets;

/// <summary>
/// The packet list: paints the rows that are visible, and of those only the ones that changed. It keeps its own place, as
/// the framework's scrolling ends at what an int can count and repaints everything. How its lines look:
/// <see cref="PacketListLines"/>.
/// </summary>
internal sealed class PacketListView : Pane
{
    private readonly PacketListModel _model;
    private (long First, int Count, long Total) _shown;
    private FilterResult? _result;
    private SearchWords _words = SearchWords.None;

    // The row to go to once the filter has come that far, unless the user goes elsewhere.
    private long? _awaited;
    private long _seen; // rows that were there when the list stopped following

    public PacketListView(ViewerContext context)
        : base(context, "packets.list")
    {
        _model = context.Packets;
        TimeFormat = context.Settings.TimeFormat;
        _seen = _model.Count;
        _model.FilterChanged += (_, _) => OnFilterChanged();
        _model.CountChanged += (_, _) => OnCountChanged();
        _model.RowsLoaded += (_, loaded) => OnLoaded(loaded.Rows);
        context.Filters.Changed += (_, _) => SetNeedsDraw();
        context.Marks.Changed += (_, _) => SetNeedsDraw();
        context.Search.Changed += (_, _) => OnSearchChanged();
    }

    /// <summary>Raised when the cursor has moved, the list follows or no longer does, or there are new rows below.</summary>
    public event EventHandler? StateChanged;

    /// <summary>The row under the cursor, counted from 0.</summary>
    public long Row { get; private set; }

    /// <summary>The first visible row, from 0.</summary>
    public long Top { get; private set; }

    /// <summary>How many rows the window has room for.</summary>
    public int PageSize => Math.Max(1, Viewport.Height - 1);

    /// <summary>Whether the cursor stays on the latest row.</summary>
    public bool IsFollowing { get; private set; }

    /// <summary>The rows that came since the list stopped following.</summary>
    public long NewRows => IsFollowing ? 0 : Math.Max(0, _model.Count - _seen);

    /// <summary>What times are counted from.</summary>
    public TimeFormat TimeFormat { get; private set; }

    /// <summary>Puts the cursor on a row and scrolls as little as needed.</summary>
    public void MoveTo(long index)
    {
        _awaited = null;
        index = Math.Clamp(index, 0, Math.Max(0, _model.Count - 1));
        if (IsFollowing && index < _model.Count - 1)
        {
            Follow(false);
        }
        SetCursor(index);
    }

    /// <summary>Puts the cursor on a row and the row in the middle of the window.</summary>
    public void JumpTo(long index)
    {
        index = Math.Clamp(index, 0, Math.Max(0, _model.Count - 1));
        if (index < Top || index >= Top + PageSize)
        {
            SetTop(index - (PageSize / 2));
        }
        MoveTo(index);
    }

    /// <summary>Goes to the row with this id, or the first after it that the filter shows, as soon as the filter has come that far.</summary>
    public void JumpToId(long id)
    {
        if (_model.IsKnownUpTo(id))
        {
            JumpTo(_model.IndexOf(id));
        }
        else
        {
            _awaited = id;
        }
    }

    /// <summary>Scrolls; the cursor stays within the window.</summary>
    public void Scroll(int rows)
    {
        _awaited = null;
        if (rows < 0 && IsFollowing)
        {
            Follow(false);
        }
        SetTop(Top + rows);
        SetCursor(Math.Clamp(Row, Top, Math.Max(Top, Math.Min(Top + PageSize, _model.Count) - 1)));
    }

    public void Follow(bool isFollowing)
    {
        IsFollowing = isFollowing;
        ReadTail();
        _seen = _model.Count;
        if (isFollowing)
        {
            SetCursor(Math.Max(0, _model.Count - 1));
        }
        StateChanged?.Invoke(this, EventArgs.Empty);
    }

    public void NextTimeFormat()
    {
        TimeFormat = (TimeFormat)(((int)TimeFormat + 1) % Enum.GetValues<TimeFormat>().Length);
        SetNeedsDraw();
    }

    protected override void OnFrameChanged(in Rectangle frame)
    {
        base.OnFrameChanged(frame);
        ReadTail();
        SetTop(Top);
        SetCursor(Row);
    }

    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
        InvalidateRow(Row);
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.WheeledDown) || mouse.Flags.HasFlag(MouseFlags.WheeledUp))
        {
            Scroll(mouse.Flags.HasFlag(MouseFlags.WheeledDown) ? 3 : -3);
            return true;
        }
        if (mouse.Position is not { } at || (!mouse.IsSingleClicked && !mouse.IsDoubleClicked))
        {
            return false;
        }
        _ = SetFocus();
        if (at.X == Viewport.Width - 1 && at.Y > 0 && PageSize > 1)
        {
            JumpTo((long)((at.Y - 1) / (double)(PageSize - 1) * (_model.Count - 1)));
        }
        else if (at.Y > 0 && Top + at.Y - 1 < _model.Count)
        {
            MoveTo(Top + at.Y - 1);
            if (mouse.IsDoubleClicked)
            {
                Context.Shell.FocusDetails();
            }
        }
        return true;
    }

    protected override bool OnDrawingContent(Terminal.Gui.ViewBase.DrawContext? context)
    {
        int width = Viewport.Width;
        if (width < 2)
        {
            return true;
        }
        IReadOnlyList<(PacketColumn Column, int Width)> columns = PacketColumns.Layout(
            Context.Settings.Columns,
            width - 2,
            _model.LastId
        );
        _shown = (Top, PageSize, _model.Count);
        _model.Show(Top - 1, PageSize + 1);
        Rectangle dirty = DirtyPart(this);
        var place = new PacketListPlace(Top, Row, PageSize, width, HasFocus);
        var lines = new PacketListLines(Context, columns, TimeFormat, place);
        if (dirty.Top <= 0)
        {
            PaintLine(0, Theme.Heading, lines.Heading());
        }
        for (int y = Math.Max(1, dirty.Top); y < Math.Min(Viewport.Height, dirty.Bottom); y++)
        {
            PaintLine(y, lines.RestOf(Top + y - 1), lines.Row(Top + y - 1));
        }
        return true;
    }

    // The framework's own note of what has to be repainted: the union of what we asked for, or everything after a resize or an overlay.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_NeedsDrawRect")]
    private static extern Rectangle DirtyPart(View view);

    private void OnFilterChanged()
    {
        if (ReferenceEquals(_model.Result, _result))
        {
            return;
        }
        _result = _model.Result;
        _awaited ??= Context.SelectedId; // what is under the cursor stays under it, or what comes next
        if (_result is not null)
        {
            SetCursor(0);
        }
    }

    private void OnLoaded(IReadOnlyList<PacketRow> rows)
    {
        foreach (PacketRow row in rows)
        {
            long index = _model.IndexOf(row.Id);
            InvalidateRow(index);
            if (TimeFormat == TimeFormat.SincePrevious)
            {
                InvalidateRow(index + 1);
            }
        }
    }

    // Not with every match that is counted.
    private void OnSearchChanged()
    {
        if (!ReferenceEquals(_words, Context.Search.Words))
        {
            _words = Context.Search.Words;
            SetNeedsDraw();
        }
    }

    private void OnCountChanged()
    {
        if (!IsFollowing && _awaited is { } id && _model.IsKnownUpTo(id))
        {
            JumpTo(_model.IndexOf(id));
        }
        if (IsFollowing)
        {
            _awaited = null;
            SetCursor(Math.Max(0, _model.Count - 1));
        }
        else if (Row >= _model.Count)
        {
            SetCursor(Math.Max(0, _model.Count - 1));
        }
        else
        {
            Context.SelectedId = _model.Count == 0 ? 0 : _model.IdAt(Row);
        }
        // New rows below the window change nothing in it but the scroll bar's thumb.
        if (_shown.First + _shown.Count >= _shown.Total || Top != _shown.First || _model.Count < _shown.Total)
        {
            SetNeedsDraw();
        }
        StateChanged?.Invoke(this, EventArgs.Empty);
    }

    private void SetCursor(long index)
    {
        index = Math.Clamp(index, 0, Math.Max(0, _model.Count - 1));
        if (index != Row)
        {
            InvalidateRow(Row);
            Row = index;
            InvalidateRow(Row);
        }
        if (Row < Top)
        {
            SetTop(Row);
        }
        else if (Row >= Top + PageSize)
        {
            SetTop(Row - PageSize + 1);
        }
        Context.SelectedId = _model.Count == 0 ? 0 : _model.IdAt(Row);
        StateChanged?.Invoke(this, EventArgs.Empty);
    }

    private void SetTop(long top)
    {
        top = Math.Clamp(top, 0, Math.Max(0, _model.Count - PageSize));
        if (top != Top)
        {
            Top = top;
            SetNeedsDraw();
        }
    }

    private void ReadTail() => _model.ReadTail(IsFollowing ? PageSize + 1 : 0); // the row above says what the first one's time is counted from

    private void InvalidateRow(long index)
    {
        long y = index - Top + 1;
        if (y >= 1 && y < Viewport.Height)
        {
            SetNeedsDraw(new Rectangle(0, (int)y, Viewport.Width, 1));
        }
    }
}
