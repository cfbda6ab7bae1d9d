namespace SioProxy.Viewer.App;

/// <summary>A page of the window, chosen by its tab: the packets, the sessions, the sequence, the statistics.</summary>
internal abstract class Workspace : Pane
{
    protected Workspace(ViewerContext context, string scope, string tab)
        : base(context, scope)
    {
        Tab = tab;
        Width = Terminal.Gui.ViewBase.Dim.Fill();
        Height = Terminal.Gui.ViewBase.Dim.Fill();
    }

    /// <summary>Its tab's label.</summary>
    public string Tab { get; }

    /// <summary>The same, with what is worth to be seen from elsewhere, if there is room for it.</summary>
    public virtual string Label => Tab;

    /// <summary>What it shows came or went by itself, and with that what its keys can do.</summary>
    public event EventHandler? Changed;

    /// <summary>It came to the front: the moment to read what it shows.</summary>
    public virtual void OnShown() { }

    /// <summary>Another one did.</summary>
    public virtual void OnHidden() { }

    /// <summary>Draws it anew, and says that other keys may be of use now.</summary>
    protected void OnChanged()
    {
        SetNeedsDraw();
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
