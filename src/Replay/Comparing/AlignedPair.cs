namespace SioProxy.Replay.Comparing;

/// <summary>A recorded step and the live one that stands for it; one of them is null when it has none.</summary>
internal sealed record AlignedPair(NamedStep? Recorded, NamedStep? Live, string? Note = null);
