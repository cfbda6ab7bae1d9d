using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.App;

/// <summary>
/// A view of ours: it paints every one of its cells itself, and has no keys of its own, as the command registry has them all.
/// </summary>
internal abstract class Pane : View
{
    protected Pane(ViewerContext context, string scope)
    {
        Context = context;
        Scope = scope;
        CanFocus = true;
        TabStop = TabBehavior.TabStop;
        KeyBindings.Clear();
        MouseBindings.Clear();
    }

    /// <summary>Commands with this scope apply while this view, or one inside it, has the keyboard; empty: none do.</summary>
    public string Scope { get; }

    protected ViewerContext Context { get; }

    protected ViewerTheme Theme => Context.Theme;

    /// <summary>Paints a whole line of the view: parts of text one after the other, cut at its width, filled up with blanks.</summary>
    /// <param name="rest">The colours of what is left of the line.</param>
    protected void PaintLine(int y, Attribute rest, IEnumerable<(string Text, Attribute Attribute)> parts)
    {
        int left = Viewport.Width;
        _ = Move(0, y);
        foreach ((string text, Attribute attribute) in parts)
        {
            if (left <= 0)
            {
                break;
            }
            string shown = CellText.Cut(text, left, out int columns);
            _ = SetAttribute(attribute);
            AddStr(shown);
            left -= columns;
        }
        if (left > 0)
        {
            _ = SetAttribute(rest);
            AddStr(new string(' ', left));
        }
    }

    protected override bool OnClearingViewport() => true; // everything is painted over
}
