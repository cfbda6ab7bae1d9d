using SioProxy.Sessions;
using SioProxy.Viewer.App;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Filters;

/// <summary>The completions below the filter bar. Has no keyboard of its own: the bar's text field drives it.</summary>
internal sealed class CompletionList : Pane
{
    private const int MostRows = 8;
    private const int MostColumns = 60;
    private readonly Action<CompletionItem> _take;
    private int _at;
    private int _top;

    public CompletionList(ViewerContext context, Action<CompletionItem> take)
        : base(context, "")
    {
        _take = take;
        CanFocus = false;
        Visible = false;
    }

    public Completion Completion { get; private set; } = Completion.None;

    /// <summary>The one that Tab takes.</summary>
    public CompletionItem? Current => Visible ? Completion.Items[_at] : null;

    /// <summary>Whether the user has gone to one: then Enter takes it, too.</summary>
    public bool IsChosen { get; private set; }

    public void Show(Completion completion, int x, int y)
    {
        if (completion.Items.Count == 0)
        {
            Hide();
            return;
        }
        Completion = completion;
        (_at, _top, IsChosen) = (0, 0, false);
        int widest = completion.Items.Max(item => DisplayWidth.Of(Shown(item)) + DisplayWidth.Of(item.Meaning) + 4);
        int room = SuperView?.Viewport.Width ?? MostColumns;
        int width = Math.Min(Math.Min(widest, MostColumns), room);
        X = Math.Max(0, Math.Min(x, room - width));
        Y = y;
        Width = width;
        Height = Math.Min(MostRows, completion.Items.Count);
        Visible = true;
        SuperView?.SetNeedsDraw();
    }

    public void Hide()
    {
        if (Visible)
        {
            Visible = false;
            IsChosen = false;
            SuperView?.SetNeedsDraw();
        }
    }

    public void Move(int by)
    {
        int count = Completion.Items.Count;
        _at = IsChosen || by < 0 ? (_at + by + count) % count : _at;
        IsChosen = true;
        _top = Math.Clamp(_top, Math.Max(0, _at - MostRows + 1), _at);
        SetNeedsDraw();
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.WheeledDown) || mouse.Flags.HasFlag(MouseFlags.WheeledUp))
        {
            Move(mouse.Flags.HasFlag(MouseFlags.WheeledDown) ? 1 : -1);
            return true;
        }
        if (mouse.IsSingleClicked && mouse.Position is { } at && _top + at.Y < Completion.Items.Count)
        {
            _take(Completion.Items[_top + at.Y]);
            return true;
        }
        return false;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        for (int y = 0; y < Viewport.Height; y++)
        {
            int index = _top + y;
            bool isCurrent = index == _at;
            Attribute rest = isCurrent ? Theme.Cursor : Theme.Bar;
            if (index >= Completion.Items.Count)
            {
                PaintLine(y, rest, []);
                continue;
            }
            CompletionItem item = Completion.Items[index];
            PaintLine(y, rest, [($" {Shown(item)}  ", rest), (TerminalText.Sanitize(item.Meaning), rest)]);
        }
        return true;
    }

    private static string Shown(CompletionItem item) => TerminalText.Sanitize(item.Text, MostColumns);
}
