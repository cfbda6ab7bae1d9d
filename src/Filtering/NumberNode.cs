namespace SioProxy.Filtering;

/// <summary>A number compared; a row without that number does not match, whatever the comparison.</summary>
/// <param name="Field">The number.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Values">The values, at least one; several only with <see cref="Comparison.Equal"/> (any of them) and <see cref="Comparison.NotEqual"/> (none of them).</param>
public sealed record NumberNode(NumberField Field, Comparison Comparison, IReadOnlyList<long> Values) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => Field == NumberField.Status;

    /// <summary>Compares value by value.</summary>
    public bool Equals(NumberNode? other) =>
        other is not null
        && Field == other.Field
        && Comparison == other.Comparison
        && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(nameof(NumberNode), Field, Comparison, Values.Count);
}
