namespace SioProxy.Filtering;

/// <summary>A <c>type:</c> term.</summary>
/// <param name="Types">The alternatives, at least one.</param>
public sealed record TypeNode(IReadOnlyList<FilterType> Types) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => false;

    /// <summary>Compares value by value.</summary>
    public bool Equals(TypeNode? other) => other is not null && Types.SequenceEqual(other.Types);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(nameof(TypeNode), Types.Count);
}
