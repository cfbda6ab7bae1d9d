namespace SioProxy.Viewer.Packets;

/// <summary>Rows that have come.</summary>
internal sealed class RowsEventArgs(IReadOnlyList<PacketRow> rows) : EventArgs
{
    /// <summary>The rows, by ascending ids; may be empty.</summary>
    public IReadOnlyList<PacketRow> Rows => rows;
}
