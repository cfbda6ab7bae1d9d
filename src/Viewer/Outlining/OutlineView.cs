using System.Drawing;
using System.Globalization;
using SioProxy.Sessions;
using SioProxy.Viewer.App;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Outlining;

/// <summary>Shows an outline: paints the lines that are visible, moves a cursor over them, folds. The framework's own tree cannot show emoji.</summary>
internal class OutlineView : Pane
{
    private const int MaxSpan = 2000;
    private readonly Folds _folds = new();
    private string _title = "";
    private int _width;

    public OutlineView(ViewerContext context, string scope)
        : base(context, scope) { }

    public Outline Outline { get; private set; } = new([]);

    /// <summary>The line under the cursor, from 0.</summary>
    public int Row { get; private set; }

    /// <summary>The first visible line.</summary>
    public int Top { get; private set; }

    public int PageSize => Math.Max(1, Viewport.Height - 1);

    /// <summary>The node under the cursor; null in an empty outline.</summary>
    public OutlineNode? Current => Row < Outline.Count ? Outline[Row] : null;

    /// <summary>Shows other nodes. The cursor stays on what has the same keys, else on the same line when asked to.</summary>
    public void Show(string title, IReadOnlyList<OutlineNode> roots, bool keepsPlace)
    {
        string? path = Current is { } current ? Folds.PathOf(current) : null;
        int offset = Row - Top;
        foreach (OutlineNode root in roots)
        {
            root.Width = Viewport.Width;
        }
        _folds.Apply(roots);
        Outline = new Outline(roots);
        _title = title;
        int same = path is null
            ? -1
            : Outline.FindIndex(node => string.Equals(Folds.PathOf(node), path, StringComparison.Ordinal));
        Row =
            same >= 0 ? same
            : keepsPlace ? Math.Min(Row, Math.Max(0, Outline.Count - 1))
            : 0;
        Top = Math.Clamp(Row - offset, 0, Math.Max(0, Outline.Count - PageSize));
        EnsureVisible();
    }

    public void MoveTo(int row)
    {
        Row = Math.Clamp(row, 0, Math.Max(0, Outline.Count - 1));
        EnsureVisible();
    }

    public void Toggle()
    {
        if (Current is { CanExpand: true } node)
        {
            Outline.Toggle(Row);
            Changed(node);
        }
    }

    /// <summary>Unfolds the line; when it is unfolded already, goes to the first one below.</summary>
    public void Open()
    {
        if (Current is not { CanExpand: true } node)
        {
            return;
        }
        if (node.IsExpanded)
        {
            MoveTo(Row + 1);
        }
        else
        {
            Outline.Expand(Row);
            Changed(node);
        }
    }

    /// <summary>Folds the line; when there is nothing to fold, goes to the one above it in the tree.</summary>
    public void Close()
    {
        if (Current is { IsExpanded: true } node)
        {
            Outline.Collapse(Row);
            Changed(node);
        }
        else if (Current is not null)
        {
            MoveTo(Outline.ParentOf(Row));
        }
    }

    public void OpenAll()
    {
        if (Current is { } node)
        {
            bool isWhole = Outline.ExpandAll(Row);
            Changed(node);
            if (!isWhole)
            {
                Context.Shell.ShowStatus(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The first {Outline.MaxUnfolded:N0} lines were unfolded."
                    )
                );
            }
        }
    }

    protected override void OnFrameChanged(in Rectangle frame)
    {
        base.OnFrameChanged(frame);
        if (Viewport.Width != _width)
        {
            _width = Viewport.Width;
            Outline.Rewrap(_width);
            MoveTo(Row);
        }
        EnsureVisible();
    }

    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
        SetNeedsDraw();
    }

    /// <summary>A double click, or Enter, on the line under the cursor.</summary>
    public virtual void Activate() => Toggle();

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.WheeledDown) || mouse.Flags.HasFlag(MouseFlags.WheeledUp))
        {
            int by = mouse.Flags.HasFlag(MouseFlags.WheeledDown) ? 3 : -3;
            Top = Math.Clamp(Top + by, 0, Math.Max(0, Outline.Count - PageSize));
            Row = Math.Clamp(Row, Top, Math.Max(Top, Math.Min(Top + PageSize, Outline.Count) - 1));
            SetNeedsDraw();
            return true;
        }
        if (mouse.Position is not { } at || (!mouse.IsSingleClicked && !mouse.IsDoubleClicked))
        {
            return false;
        }
        _ = SetFocus();
        int row = Top + at.Y - 1;
        if (at.Y < 1 || row >= Outline.Count)
        {
            return true;
        }
        MoveTo(row);
        int mark = Indent(Outline[row].Depth);
        if (mouse.IsDoubleClicked)
        {
            Activate();
        }
        else if (at.X >= mark && at.X <= mark + 1)
        {
            Toggle();
        }
        return true;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        PaintLine(0, Theme.Heading, [(" " + TerminalText.Sanitize(_title, MaxSpan), Theme.Heading)]);
        for (int y = 1; y < Viewport.Height; y++)
        {
            int row = Top + y - 1;
            if (row >= Outline.Count)
            {
                PaintLine(y, Theme.Normal, []);
                continue;
            }
            bool isCursor = row == Row;
            Attribute rest = isCursor ? Theme.OnCursor(Theme.Normal, HasFocus) : Theme.Normal;
            IEnumerable<(string Text, Attribute Attribute)> parts = Parts(Outline[row]);
            PaintLine(
                y,
                rest,
                isCursor ? parts.Select(part => (part.Text, Theme.OnCursor(part.Attribute, HasFocus))) : parts
            );
        }
        return true;
    }

    private IEnumerable<(string Text, Attribute Attribute)> Parts(OutlineNode node)
    {
        yield return (new string(' ', Indent(node.Depth)), Theme.Normal);
        if (IsDeep(node.Depth))
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"{node.Depth}› "), Theme.Dim);
        }
        string mark =
            !node.CanExpand ? "  "
            : node.IsExpanded ? "▾ "
            : "▸ ";
        yield return (mark, Theme.Dim);
        foreach (TextSpan span in node.Line)
        {
            foreach (
                (string text, bool isMatch) in Context.Search.Words.Split(TerminalText.Sanitize(span.Text, MaxSpan))
            )
            {
                yield return (text, isMatch ? Theme.Match : Look(span.Kind));
            }
        }
    }

    private Attribute Look(SpanKind kind) =>
        kind switch
        {
            SpanKind.Heading => Theme.Heading,
            SpanKind.Name => Theme.Client,
            SpanKind.Text => Theme.Good,
            SpanKind.Number or SpanKind.Word => Theme.Server,
            SpanKind.Dim => Theme.Dim,
            SpanKind.Link => Theme.Link,
            SpanKind.Warning => Theme.Mark,
            SpanKind.Fault => Theme.Fault,
            _ => Theme.Normal,
        };

    // Deeper than a third of the width, lines would have no room: their depth is then said by a number.
    private int Indent(int depth) => Math.Min(1 + (depth * 2), 1 + (Math.Max(8, Viewport.Width / 3) / 2 * 2));

    private bool IsDeep(int depth) => 1 + (depth * 2) > Indent(depth);

    private void Changed(OutlineNode node)
    {
        _folds.Note(node);
        EnsureVisible();
    }

    private void EnsureVisible()
    {
        Top = Math.Clamp(Top, Math.Max(0, Row - PageSize + 1), Math.Max(0, Row));
        SetNeedsDraw();
    }
}
