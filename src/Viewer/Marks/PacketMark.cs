namespace SioProxy.Viewer.Marks;

/// <summary>A row that somebody marked.</summary>
/// <param name="Id">The row.</param>
/// <param name="Comment">What was written to it; empty for a bare mark.</param>
internal sealed record PacketMark(long Id, string Comment);
