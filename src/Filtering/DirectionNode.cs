using SioProxy.Protocol;

namespace SioProxy.Filtering;

/// <summary>A <c>from:</c> term: packets, messages and gaps of a direction.</summary>
/// <param name="Directions">The alternatives, at least one.</param>
public sealed record DirectionNode(IReadOnlyList<Direction> Directions) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => false;

    /// <summary>Compares value by value.</summary>
    public bool Equals(DirectionNode? other) => other is not null && Directions.SequenceEqual(other.Directions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(nameof(DirectionNode), Directions.Count);
}
