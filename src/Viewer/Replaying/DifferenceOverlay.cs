using SioProxy.Replay.Comparing;
using SioProxy.Viewer.App;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Replaying;

/// <summary>One step of a replay: where it differs, then recorded and live side by side.</summary>
internal sealed class DifferenceOverlay : Overlay
{
    private readonly IReadOnlyList<string> _places;
    private readonly IReadOnlyList<(string Recorded, string Live, bool Differs)> _sides;
    private int _top;

    public DifferenceOverlay(ViewerContext context, StepOutcome outcome)
        : base(context, "Recorded and live (Esc closes)")
    {
        _places = DifferenceText.Places(outcome);
        _sides = DifferenceText.Sides(outcome);
        Width = Dim.Percent(95);
        Height = Dim.Percent(90);
    }

    private int Count => _places.Count + 2 + _sides.Count;

    protected override void OnKey(string key)
    {
        int page = Math.Max(1, Viewport.Height - 1);
        int by = key switch
        {
            "j" or "down" => 1,
            "k" or "up" => -1,
            "pgdn" or "space" or "ctrl+d" => page,
            "pgup" or "ctrl+u" => -page,
            "g" or "home" => -Count,
            "G" or "end" => Count,
            _ => 0,
        };
        if (key is "q" or "enter")
        {
            Close();
        }
        _top = Math.Clamp(_top + by, 0, Math.Max(0, Count - page));
        SetNeedsDraw();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        for (int y = 0; y < Viewport.Height; y++)
        {
            PaintLine(y, Theme.Normal, Line(_top + y));
        }
        return true;
    }

    private IEnumerable<(string Text, Attribute Attribute)> Line(int index)
    {
        if (index < _places.Count)
        {
            return [(" " + _places[index], Theme.Normal)];
        }
        int half = Math.Max(10, (Viewport.Width - 3) / 2);
        int side = index - _places.Count - 2;
        if (side < 0)
        {
            return side == -1 ? [(CellText.Fill(" recorded", half + 2) + " live", Theme.Heading)] : [];
        }
        if (side >= _sides.Count)
        {
            return [];
        }
        (string recorded, string live, bool differs) = _sides[side];
        Attribute tone = differs ? Theme.Fault : Theme.Normal;
        return
        [
            (differs ? "≠" : " ", tone),
            (CellText.Fill(recorded, half), tone),
            ("│ ", Theme.Dim),
            (live, differs ? Theme.Mark : Theme.Normal),
        ];
    }
}
