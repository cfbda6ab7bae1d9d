using Terminal.Gui.ViewBase;

namespace SioProxy.Viewer.App;

/// <summary>What panes may ask of the window around them. (An interface so that panes can be tested without it.)</summary>
internal interface IViewerShell
{
    /// <summary>Shows a sentence in the status bar for some seconds.</summary>
    void ShowStatus(string text);

    /// <summary>Shows what went wrong, until the next key.</summary>
    void ShowTrouble(string sentence);

    /// <summary>Puts a box over everything and gives it the keyboard; Esc closes it.</summary>
    void Open(Overlay overlay);

    /// <summary>Asks for a line of text at the bottom of the screen.</summary>
    /// <param name="done">Takes the line when Enter is pressed; returns what is wrong with it, or null to close.</param>
    void Ask(string label, string text, Func<string, string?> done);

    /// <summary>Brings a workspace to the front.</summary>
    /// <param name="name">Its <see cref="Pane.Scope"/>.</param>
    void Show(string name);

    /// <summary>Puts the list's cursor on a row (the nearest one that the filter shows), as the user would.</summary>
    void GoTo(long id);

    /// <summary>Gives the keyboard to the details pane, opening it if need be.</summary>
    void FocusDetails();

    /// <summary>Copies text to the terminal's clipboard (OSC 52).</summary>
    void Copy(string text);
}
