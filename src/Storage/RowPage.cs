using SioProxy.Sessions;

namespace SioProxy.Storage;

/// <summary>What a <see cref="RowQuery"/> found.</summary>
/// <param name="Rows">The rows in the query's order.</param>
/// <param name="ScannedTo">Every id up to here (down to here when descending) was looked at: the next query's AfterId (BeforeId).</param>
/// <param name="IsEnd">Whether nothing is left in that direction, in the state of the file that this page saw.</param>
public sealed record RowPage(IReadOnlyList<CapturedRow> Rows, long ScannedTo, bool IsEnd);
