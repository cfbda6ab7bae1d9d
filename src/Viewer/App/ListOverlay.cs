using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.App;

/// <summary>An overlay with a list of lines to choose from, narrowed by what is typed.</summary>
internal abstract class ListOverlay<T> : Overlay
{
    private readonly TextField _input;
    private readonly LinesView _lines;
    private IReadOnlyList<T> _items = [];

    protected ListOverlay(ViewerContext context, string title)
        : base(context, title)
    {
        _input = new TextField { Width = Dim.Fill() };
        _lines = new LinesView(context, this)
        {
            Y = 1,
            Width = Dim.Fill(),
            Height = Dim.Fill(),
        };
        Add(_input, _lines);
        _input.ValueChanged += (_, _) => Update();
        _input.KeyDown += (_, key) => key.Handled = OnListKey(Commanding.KeyNames.Of(key));
        Initialized += (_, _) =>
        {
            Update();
            _ = _input.SetFocus();
        };
    }

    /// <summary>The chosen item's place.</summary>
    protected int Chosen { get; private set; }

    /// <summary>The items to show for what was typed, best first.</summary>
    protected abstract IReadOnlyList<T> Find(string typed);

    /// <summary>An item's line.</summary>
    protected abstract IEnumerable<(string Text, Attribute Attribute)> Line(T item);

    /// <summary>Enter, or a click.</summary>
    protected abstract void Choose(T item);

    /// <summary>Shows anew what there is.</summary>
    protected void Update()
    {
        _items = Find(_input.Text);
        Chosen = 0;
        _lines.SetNeedsDraw();
    }

    private bool OnListKey(string key)
    {
        switch (key)
        {
            case "down" or "ctrl+n" or "ctrl+j":
                Move(1);
                return true;
            case "up" or "ctrl+p" or "ctrl+k":
                Move(-1);
                return true;
            case "pgdn":
                Move(_lines.Viewport.Height);
                return true;
            case "pgup":
                Move(-_lines.Viewport.Height);
                return true;
            case "enter":
                if (Chosen < _items.Count)
                {
                    Choose(_items[Chosen]);
                }
                return true;
            case "esc" or "ctrl+c":
                Close();
                return true;
            default:
                return false;
        }
    }

    private void Move(int by)
    {
        Chosen = Math.Clamp(Chosen + by, 0, Math.Max(0, _items.Count - 1));
        _lines.SetNeedsDraw();
    }

    private sealed class LinesView : Pane
    {
        private readonly ListOverlay<T> _owner;
        private int _top;

        public LinesView(ViewerContext context, ListOverlay<T> owner)
            : base(context, "")
        {
            _owner = owner;
            CanFocus = false;
        }

        protected override bool OnMouseEvent(Mouse mouse)
        {
            if (mouse.Flags.HasFlag(MouseFlags.WheeledDown) || mouse.Flags.HasFlag(MouseFlags.WheeledUp))
            {
                _owner.Move(mouse.Flags.HasFlag(MouseFlags.WheeledDown) ? 3 : -3);
                return true;
            }
            if (!mouse.IsSingleClicked || mouse.Position is not { } at || _top + at.Y >= _owner._items.Count)
            {
                return false;
            }
            _owner.Choose(_owner._items[_top + at.Y]);
            return true;
        }

        protected override bool OnDrawingContent(DrawContext? context)
        {
            int height = Viewport.Height;
            _top = Math.Clamp(_top, _owner.Chosen - height + 1, Math.Max(0, _owner.Chosen));
            _top = Math.Max(0, _top);
            for (int y = 0; y < height; y++)
            {
                int index = _top + y;
                if (index >= _owner._items.Count)
                {
                    PaintLine(y, Theme.Normal, []);
                    continue;
                }
                bool isChosen = index == _owner.Chosen;
                PaintLine(
                    y,
                    isChosen ? Theme.OnCursor(Theme.Normal, true) : Theme.Normal,
                    _owner
                        .Line(_owner._items[index])
                        .Select(part => (part.Text, isChosen ? Theme.OnCursor(part.Attribute, true) : part.Attribute))
                );
            }
            return true;
        }
    }
}
