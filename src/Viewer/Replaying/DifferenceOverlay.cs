using SioProxy.Replay.Comparing;
using SioProxy.Viewer.App;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Replaying;

/// <summary>One step of a replay: where it differs, then recorded and live side by side.</summary>
internal sealed class DifferenceOverlay : TextOverlay
{
    private readonly IReadOnlyList<string> _places;
    private readonly IReadOnlyList<(string Recorded, string Live, bool Differs)> _sides;

    public DifferenceOverlay(ViewerContext context, StepOutcome outcome)
        : base(context, "Recorded and live (Esc closes)")
    {
        _places = DifferenceText.Places(outcome);
        _sides = DifferenceText.Sides(outcome);
        Width = Dim.Percent(95);
        Height = Dim.Percent(90);
    }

    protected override int Count => _places.Count + 2 + _sides.Count;

    protected override IEnumerable<(string Text, Attribute Attribute)> Line(int index)
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
