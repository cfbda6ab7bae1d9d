namespace SioProxy.Viewer.Packets;

/// <summary>Names and widths of the packet list's columns. Pure.</summary>
internal static class PacketColumns
{
    /// <summary>Columns that the arguments must have left for them; others make room.</summary>
    public const int MinArguments = 16;

    // The first ones are the first to go when the terminal is narrow.
    private static readonly PacketColumn[] Dispensable =
    [
        PacketColumn.Namespace,
        PacketColumn.Size,
        PacketColumn.Session,
        PacketColumn.Type,
        PacketColumn.Id,
        PacketColumn.Ack,
    ];

    public static IReadOnlyList<PacketColumn> All { get; } = Enum.GetValues<PacketColumn>();

    /// <summary>The name in the configuration file.</summary>
    public static string NameOf(PacketColumn column) =>
        column switch
        {
            PacketColumn.Id => "id",
            PacketColumn.Time => "time",
            PacketColumn.Direction => "dir",
            PacketColumn.Session => "session",
            PacketColumn.Namespace => "ns",
            PacketColumn.Type => "type",
            PacketColumn.Event => "event",
            PacketColumn.Ack => "ack",
            PacketColumn.Size => "size",
            _ => "args",
        };

    /// <summary>The columns that fit into a width, and their widths; the arguments take what is left.</summary>
    public static IReadOnlyList<(PacketColumn Column, int Width)> Layout(
        IReadOnlyList<PacketColumn> wanted,
        int width,
        long lastId
    )
    {
        var columns = wanted.ToList();
        foreach (PacketColumn column in Dispensable)
        {
            if (Taken(columns, width, lastId) + MinArguments <= width)
            {
                break;
            }
            _ = columns.Remove(column);
        }
        int left = Math.Max(0, width - Taken(columns, width, lastId));
        return
        [
            .. columns.Select(column =>
                (column, column == PacketColumn.Arguments ? left : WidthOf(column, width, lastId))
            ),
        ];
    }

    private static int Taken(List<PacketColumn> columns, int width, long lastId) =>
        columns.Where(column => column != PacketColumn.Arguments).Sum(column => WidthOf(column, width, lastId) + 1);

    private static int WidthOf(PacketColumn column, int width, long lastId) =>
        column switch
        {
            PacketColumn.Id => Math.Max(4, lastId.ToString(System.Globalization.CultureInfo.InvariantCulture).Length),
            PacketColumn.Time => 12,
            PacketColumn.Direction => 1,
            PacketColumn.Session => 6,
            PacketColumn.Namespace => width >= 140 ? 12 : 8,
            PacketColumn.Type => 13,
            PacketColumn.Event => width >= 140 ? 22 : 16,
            PacketColumn.Ack => 12,
            PacketColumn.Size => 7,
            _ => 0,
        };
}
