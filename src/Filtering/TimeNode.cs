namespace SioProxy.Filtering;

/// <summary>An <c>at</c> term: the row's time compared.</summary>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Values">The values, at least one; several only with <see cref="Comparison.Equal"/> (any of them) and <see cref="Comparison.NotEqual"/> (none of them).</param>
public sealed record TimeNode(Comparison Comparison, IReadOnlyList<FilterTime> Values) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => false;

    /// <summary>Compares value by value.</summary>
    public bool Equals(TimeNode? other) =>
        other is not null && Comparison == other.Comparison && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(nameof(TimeNode), Comparison, Values.Count);
}
