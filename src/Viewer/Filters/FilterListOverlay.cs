using SioProxy.Sessions;
using SioProxy.Viewer.App;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Filters;

/// <summary>Filters to choose from.</summary>
internal sealed class FilterListOverlay(
    ViewerContext context,
    string title,
    IReadOnlyList<SavedFilter> filters,
    Action<SavedFilter> choose
) : ListOverlay<SavedFilter>(context, title)
{
    protected override IReadOnlyList<SavedFilter> Find(string typed) =>
        [
            .. filters.Where(filter =>
                $"{filter.Name} {filter.Filter}".Contains(typed, StringComparison.OrdinalIgnoreCase)
            ),
        ];

    protected override IEnumerable<(string Text, Attribute Attribute)> Line(SavedFilter item) =>
        [
            (item.Name.Length > 0 ? " " + CellText.Fill(TerminalText.Sanitize(item.Name), 24) : " ", Theme.Heading),
            (TerminalText.Sanitize(item.Filter, 400), Theme.Normal),
        ];

    protected override void Choose(SavedFilter item)
    {
        Close();
        choose(item);
    }
}
