using SioProxy.Viewer.Commanding;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace SioProxy.Viewer.App;

/// <summary>
/// A box over the window that has the keyboard while it is open. Not a modal dialog of the framework: the window's loop goes
/// on below it, so that workers' results still arrive.
/// </summary>
internal abstract class Overlay : Pane
{
    protected Overlay(ViewerContext context, string title)
        : base(context, "")
    {
        Title = title;
        BorderStyle = Terminal.Gui.Drawing.LineStyle.Rounded;
        X = Pos.Center();
        Y = Pos.Center();
        Width = Dim.Percent(80);
        Height = Dim.Percent(80);
    }

    /// <summary>Raised when it wants to be taken away.</summary>
    public event EventHandler? Closed;

    public void Close() => Closed?.Invoke(this, EventArgs.Empty);

    /// <summary>A key that nothing inside has taken. Keys never reach the window below.</summary>
    protected virtual void OnKey(string key) { }

    protected sealed override bool OnKeyDown(Key key)
    {
        string name = KeyNames.Of(key);
        if (name is "esc" or "ctrl+c" or "ctrl+g")
        {
            Close();
        }
        else
        {
            OnKey(name);
        }
        return true;
    }
}
