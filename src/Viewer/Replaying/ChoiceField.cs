using SioProxy.Sessions;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Commanding;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace SioProxy.Viewer.Replaying;

/// <summary>A field whose text is chosen, not typed.</summary>
internal sealed class ChoiceField : Pane
{
    private readonly ReplayField _field;

    public ChoiceField(ViewerContext context, ReplayField field)
        : base(context, "")
    {
        _field = field;
        Height = 1;
    }

    protected override bool OnKeyDown(Key key)
    {
        int by = KeyNames.Of(key) switch
        {
            "space" or "right" or "l" => 1,
            "left" or "h" => -1,
            _ => 0,
        };
        _field.Turn(by);
        SetNeedsDraw();
        return by != 0;
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (!mouse.IsSingleClicked)
        {
            return false;
        }
        _ = SetFocus();
        _field.Turn(1);
        SetNeedsDraw();
        return true;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        Terminal.Gui.Drawing.Attribute attribute = HasFocus ? Theme.Cursor : Theme.Input;
        PaintLine(0, attribute, [($"‹ {TerminalText.Sanitize(_field.Text, 200)} ›", attribute)]);
        return true;
    }
}
