using System.Globalization;
using SioProxy.Sessions;
using SioProxy.Viewer.App;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Marks;

/// <summary>The marked rows, to go to one of them.</summary>
internal sealed class MarkList(ViewerContext context) : ListOverlay<PacketMark>(context, "Marks")
{
    protected override IReadOnlyList<PacketMark> Find(string typed) =>
        [
            .. Context.Marks.All.Where(mark =>
                mark.Comment.Contains(typed, StringComparison.OrdinalIgnoreCase)
                || mark.Id.ToString(CultureInfo.InvariantCulture).StartsWith(typed, StringComparison.Ordinal)
            ),
        ];

    protected override IEnumerable<(string Text, Attribute Attribute)> Line(PacketMark item)
    {
        yield return (CellText.Fill(item.Id.ToString(CultureInfo.InvariantCulture), 10, isRight: true), Theme.Mark);
        string known = Context.Packets.WithId(item.Id) is { } row ? $"  {row.Type} {row.Event}" : "";
        yield return (known, Theme.Dim);
        yield return ("  " + TerminalText.Sanitize(item.Comment), Theme.Normal);
    }

    protected override void Choose(PacketMark item)
    {
        Close();
        Context.Shell.GoTo(item.Id);
    }
}
