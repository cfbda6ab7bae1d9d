namespace SioProxy.Storage;

/// <summary>Ids of rows that match, in the order of the search.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="ScannedTo">Every id up to here (down to here when descending) was looked at: the next query's AfterId (BeforeId).</param>
/// <param name="IsEnd">Whether nothing is left in that direction, in the state of the file that the search began with.</param>
public sealed record RowIdPage(IReadOnlyList<long> Ids, long ScannedTo, bool IsEnd);
