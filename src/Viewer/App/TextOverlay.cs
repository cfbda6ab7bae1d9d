using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.App;

/// <summary>An overlay with lines to read: keys and the wheel scroll it.</summary>
internal abstract class TextOverlay(ViewerContext context, string title) : Overlay(context, title)
{
    private const int Wheel = 3;

    private int _top;

    /// <summary>How many lines there are.</summary>
    protected abstract int Count { get; }

    private int Page => Math.Max(1, Viewport.Height - 1);

    /// <summary>A line's pieces.</summary>
    /// <param name="index">From 0; may be behind the last line.</param>
    protected abstract IEnumerable<(string Text, Attribute Attribute)> Line(int index);

    protected override void OnKey(string key)
    {
        switch (key)
        {
            case "j" or "down":
                Scroll(1);
                break;
            case "k" or "up":
                Scroll(-1);
                break;
            case "pgdn" or "space" or "ctrl+d" or "ctrl+f":
                Scroll(Page);
                break;
            case "pgup" or "ctrl+u" or "ctrl+b":
                Scroll(-Page);
                break;
            case "g" or "home":
                Scroll(-Count);
                break;
            case "G" or "end":
                Scroll(Count);
                break;
            case "q" or "enter":
                Close();
                break;
        }
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (!mouse.Flags.HasFlag(MouseFlags.WheeledDown) && !mouse.Flags.HasFlag(MouseFlags.WheeledUp))
        {
            return false;
        }
        Scroll(mouse.Flags.HasFlag(MouseFlags.WheeledDown) ? Wheel : -Wheel);
        return true;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        for (int y = 0; y < Viewport.Height; y++)
        {
            PaintLine(y, Theme.Normal, _top + y < Count ? Line(_top + y) : []);
        }
        return true;
    }

    private void Scroll(int by)
    {
        _top = Math.Clamp(_top + by, 0, Math.Max(0, Count - Page));
        SetNeedsDraw();
    }
}
