namespace SioProxy.Viewer.Packets;

/// <summary>What of the packet list its window shows.</summary>
/// <param name="Top">The first visible row, from 0.</param>
/// <param name="Cursor">The row under the cursor, from 0.</param>
/// <param name="PageSize">How many rows there is room for.</param>
/// <param name="Width">Columns of the terminal, the scroll bar's included.</param>
/// <param name="HasFocus">Whether the list has the keyboard.</param>
internal readonly record struct PacketListPlace(long Top, long Cursor, int PageSize, int Width, bool HasFocus);
