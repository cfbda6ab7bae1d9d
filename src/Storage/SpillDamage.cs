namespace SioProxy.Storage;

/// <summary>A part of the spill log that cannot be read any more.</summary>
/// <param name="Tail">Where it ends.</param>
/// <param name="Entries">How many entries it held.</param>
/// <param name="LastRowId">The id of its last row; 0: it holds none.</param>
/// <param name="LastAt">When that row passed.</param>
internal readonly record struct SpillDamage(long Tail, long Entries, long LastRowId, long LastAt);
