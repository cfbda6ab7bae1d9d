using Terminal.Gui.Drawing;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace SioProxy.Viewer.App;

/// <summary>A question at the bottom of the screen, answered by a line of text.</summary>
internal sealed class Prompt : Overlay
{
    private readonly TextField _input;
    private readonly Label _problem;
    private readonly Func<string, string?> _done;

    public Prompt(ViewerContext context, string label, string text, Func<string, string?> done)
        : base(context, "")
    {
        _done = done;
        BorderStyle = LineStyle.None;
        X = 0;
        Y = Pos.AnchorEnd(1);
        Width = Dim.Fill();
        Height = 1;
        var title = new Label { Text = label + " ", CanFocus = false };
        _problem = new Label { X = Pos.AnchorEnd(), CanFocus = false };
        _input = new TextField
        {
            X = Pos.Right(title),
            Width = Dim.Fill(),
            Text = text,
        };
        Add(title, _input, _problem);
        _input.KeyDown += (_, key) =>
        {
            if (Commanding.KeyNames.Of(key) is "enter")
            {
                key.Handled = true;
                Answer();
            }
        };
        _input.ValueChanged += (_, _) => _problem.Text = "";
        Initialized += (_, _) => _input.MoveEnd();
    }

    private void Answer()
    {
        if (_done(_input.Text) is not { } problem)
        {
            Close();
            return;
        }
        _problem.Text = " " + problem;
        SetNeedsLayout();
        SetNeedsDraw();
    }
}
