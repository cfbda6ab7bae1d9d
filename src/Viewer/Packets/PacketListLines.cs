using SioProxy.Viewer.App;
using SioProxy.Viewer.Marks;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Packets;

/// <summary>How the packet list's lines look: the heading, the rows with their marks and the cursor, and the scroll bar.</summary>
internal sealed class PacketListLines(
    ViewerContext context,
    IReadOnlyList<(PacketColumn Column, int Width)> columns,
    TimeFormat time,
    PacketListPlace place
)
{
    private readonly ViewerTheme _theme = context.Theme;
    private readonly PacketListModel _model = context.Packets;
    private readonly PacketPainter _painter = new(context.Theme, context.Filters.Listened, context.Search.Words);

    public IEnumerable<(string Text, Attribute Attribute)> Heading()
    {
        yield return (" ", _theme.Heading);
        foreach ((PacketColumn column, int width) in columns)
        {
            string title = column == PacketColumn.Time ? TimeTitle() : PacketColumns.NameOf(column);
            bool isRight =
                column is PacketColumn.Id or PacketColumn.Ack or PacketColumn.Size
                || (column == PacketColumn.Time && time != TimeFormat.Absolute);
            yield return (CellText.Fill(column == PacketColumn.Direction ? "" : title, width, isRight), _theme.Heading);
            yield return (" ", _theme.Heading);
        }
    }

    /// <summary>A row's line; an empty one behind the last row.</summary>
    /// <param name="index">The row, from 0.</param>
    public IEnumerable<(string Text, Attribute Attribute)> Row(long index)
    {
        (string Text, Attribute Attribute) bar = ScrollBar(index);
        if (index >= _model.Count)
        {
            return [(new string(' ', place.Width - 1), _theme.Normal), bar];
        }
        bool isCursor = index == place.Cursor;
        PacketRow? row = _model.At(index);
        IEnumerable<(string Text, Attribute Attribute)> parts = row is null
            ? [(CellText.Fill(_painter.Placeholder(_model.IdAt(index)).Text, place.Width - 2), _theme.Dim)]
            : _painter.Parts(row, _model.At(index - 1), columns, time).SkipLast(1);
        if (isCursor)
        {
            parts = parts.Select(part => (part.Text, _theme.OnCursor(part.Attribute, place.HasFocus)));
        }
        PacketMark? mark = context.Marks.Of(_model.IdAt(index));
        (string, Attribute) gutter = mark is null
            ? (" ", RestOf(index))
            : (
                mark.Comment.Length > 0 ? "✎" : "●",
                isCursor ? _theme.OnCursor(_theme.Mark, place.HasFocus) : _theme.Mark
            );
        return [gutter, .. parts, bar];
    }

    /// <summary>The colours of what a row's text leaves of its line.</summary>
    public Attribute RestOf(long index) =>
        index == place.Cursor && index < _model.Count ? _theme.OnCursor(_theme.Normal, place.HasFocus) : _theme.Normal;

    private string TimeTitle() =>
        time switch
        {
            TimeFormat.Absolute => "time (UTC)",
            TimeFormat.SinceStart => "since start",
            TimeFormat.SinceSession => "in session",
            _ => "since prev",
        };

    private (string Text, Attribute Attribute) ScrollBar(long index)
    {
        if (_model.Count <= place.PageSize)
        {
            return (" ", _theme.Normal);
        }
        int height = place.PageSize;
        int thumb = Math.Max(1, (int)(height * (double)height / _model.Count));
        int from = (int)(place.Top / (double)Math.Max(1, _model.Count - height) * (height - thumb));
        long line = index - place.Top;
        return line >= from && line < from + thumb ? ("█", _theme.Dim) : ("│", _theme.Dim);
    }
}
