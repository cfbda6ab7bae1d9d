using SioProxy.Viewer.Commanding;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.App;

/// <summary>The last line: a message for a while, else the main keys; on the right what the list is doing.</summary>
internal sealed class BottomBar : Pane
{
    private readonly List<(int From, int To, ViewerCommand Command)> _places = [];
    private readonly Func<IReadOnlyList<string>> _scopes;
    private string _message = "";
    private bool _isTrouble;
    private string _state = "";

    public BottomBar(ViewerContext context, Func<IReadOnlyList<string>> scopes)
        : base(context, "")
    {
        _scopes = scopes;
        CanFocus = false;
        Y = Pos.AnchorEnd(1);
        Width = Dim.Fill();
        Height = 1;
    }

    /// <summary>Shows a message instead of the keys.</summary>
    public void Show(string message, bool isTrouble)
    {
        _message = message;
        _isTrouble = isTrouble;
        SetNeedsDraw();
    }

    /// <summary>Takes the message away.</summary>
    public void Clear()
    {
        if (_message.Length > 0)
        {
            _message = "";
            SetNeedsDraw();
        }
    }

    /// <summary>What the list is doing: its place, follow mode, the filter's progress.</summary>
    public void ShowState(string state)
    {
        if (!string.Equals(state, _state, StringComparison.Ordinal))
        {
            _state = state;
            SetNeedsDraw();
        }
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (!mouse.IsSingleClicked || mouse.Position is not { } at)
        {
            return false;
        }
        foreach ((int from, int to, ViewerCommand command) in _places)
        {
            if (at.X >= from && at.X < to && command.IsAvailable())
            {
                command.Run();
                return true;
            }
        }
        return false;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        // What went wrong has the whole line: a sentence that is cut helps nobody.
        string wanted = _isTrouble && _message.Length > 0 ? "" : $" {_state} ";
        string state = CellText.Cut(wanted, Viewport.Width, out int stateWidth);
        int room = Viewport.Width - stateWidth;
        List<(string Text, Attribute Attribute)> left = _message.Length > 0 ? Message(room) : Keys(room);
        PaintLine(0, Theme.Bar, [.. left, (state, Theme.Bar)]);
        return true;
    }

    private List<(string Text, Attribute Attribute)> Message(int room)
    {
        _places.Clear();
        Attribute color = _isTrouble
            ? Theme.Bar with
            {
                Foreground = Theme.Fault.Foreground,
                Style = Theme.Fault.Style,
            }
            : Theme.Bar;
        return [(CellText.Fill(" " + _message, room), color)];
    }

    private List<(string Text, Attribute Attribute)> Keys(int room)
    {
        var parts = new List<(string Text, Attribute Attribute)>();
        _places.Clear();
        int x = 0;
        IReadOnlyList<string> scopes = _scopes();
        foreach (ViewerCommand command in Context.Commands.In(scopes))
        {
            string words = command.LiveHint?.Invoke() ?? command.Hint;
            if (
                words.Length == 0
                || !command.IsAvailable()
                || Context.Commands.KeysOf(command, scopes).FirstOrDefault() is not { } key
            )
            {
                continue;
            }
            (string keyText, string hint) = ($" {key}", $" {words} ");
            if (x + keyText.Length + hint.Length > room)
            {
                break;
            }
            parts.Add((keyText, Theme.BarKey));
            parts.Add((hint, Theme.Bar));
            _places.Add((x, x + keyText.Length + hint.Length, command));
            x += keyText.Length + hint.Length;
        }
        parts.Add((new string(' ', Math.Max(0, room - x)), Theme.Bar));
        return parts;
    }
}
