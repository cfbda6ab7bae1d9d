using System.Globalization;
using SioProxy.Protocol;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Search;
using SioProxy.Viewer.Summaries;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Packets;

/// <summary>A row of the packet list as coloured text.</summary>
/// <param name="words">What is searched for: highlighted where it can be.</param>
internal sealed class PacketPainter(ViewerTheme theme, IReadOnlyList<string> listened, SearchWords words)
{
    /// <summary>The line's parts from left to right.</summary>
    /// <param name="row">The row.</param>
    /// <param name="previous">The row above it, if it is at hand.</param>
    public IEnumerable<(string Text, Attribute Attribute)> Parts(
        PacketRow row,
        PacketRow? previous,
        IReadOnlyList<(PacketColumn Column, int Width)> columns,
        TimeFormat time
    )
    {
        Attribute? whole =
            row.IsGap ? theme.Gap
            : row.IsFault ? theme.Fault
            : null;
        bool showsType = columns.Any(column => column.Column == PacketColumn.Type);
        foreach ((PacketColumn column, int width) in columns)
        {
            (string text, Attribute color, bool isRight) = Cell(row, previous, column, time);
            if (column == PacketColumn.Event && text.Length == 0 && !showsType)
            {
                (text, color) = (row.Type, theme.Dim); // on a narrow screen: else nothing says what it is
            }
            text = CellText.Fill(text, width, isRight);
            if (words.IsEmpty || !IsSearched(column))
            {
                yield return (text, whole ?? color);
            }
            else
            {
                foreach ((string part, bool isMatch) in words.Split(text))
                {
                    yield return (part, isMatch ? theme.Match : whole ?? color);
                }
            }
            yield return (" ", whole ?? theme.Normal);
        }
    }

    private static bool IsSearched(PacketColumn column) =>
        column is PacketColumn.Event or PacketColumn.Arguments or PacketColumn.Namespace or PacketColumn.Session;

    /// <summary>What stands where a row is not read yet.</summary>
    public (string Text, Attribute Attribute) Placeholder(long id) =>
        (id.ToString(CultureInfo.InvariantCulture) + " …", theme.Dim);

    private (string Text, Attribute Color, bool IsRight) Cell(
        PacketRow row,
        PacketRow? previous,
        PacketColumn column,
        TimeFormat time
    ) =>
        column switch
        {
            PacketColumn.Id => (row.Id.ToString(CultureInfo.InvariantCulture), theme.Dim, true),
            PacketColumn.Time => (RowTimes.Format(row, previous, time), theme.Dim, time != TimeFormat.Absolute),
            PacketColumn.Direction => row.Direction switch
            {
                Direction.ClientToServer => ("→", theme.Client, false),
                Direction.ServerToClient => ("←", theme.Server, false),
                _ => (" ", theme.Normal, false),
            },
            PacketColumn.Session => (
                row.Session,
                row.Session.Length == 0 ? theme.Dim : theme.ColorOf(row.Session),
                false
            ),
            PacketColumn.Namespace => (row.Namespace, theme.Normal, false),
            PacketColumn.Type => (row.Type, theme.Dim, false),
            PacketColumn.Event => (row.Event, EventColor(row.Event), false),
            PacketColumn.Ack => (Ack(row), row.IsUnanswered ? theme.Mark : theme.Normal, true),
            PacketColumn.Size => (row.Size is { } size ? AmountText.Bytes(size) : "", theme.Dim, true),
            _ => (row.Content, theme.Normal, false),
        };

    private Attribute EventColor(string name)
    {
        for (int i = 0; i < listened.Count; i++)
        {
            if (string.Equals(listened[i], name, StringComparison.Ordinal))
            {
                return theme.Palette[i % theme.Palette.Count];
            }
        }
        return theme.Normal;
    }

    private static string Ack(PacketRow row) =>
        row switch
        {
            { LatencyMicros: { } latency } => $"{AmountText.Duration(latency)} #{Number(row.AckId)}",
            { IsUnanswered: true } => $"waits #{Number(row.AckId)}",
            { AckId: { } id } => $"#{Number(id)}",
            _ => "",
        };

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
