namespace SioProxy.Storage;

/// <summary>A part of a capture, as plain columns.</summary>
/// <param name="Rows">The rows that match, in capture order; may be empty.</param>
/// <param name="ScannedTo">The last id that was looked at.</param>
public sealed record PlainRowPage(IReadOnlyList<PlainRow> Rows, long ScannedTo);
