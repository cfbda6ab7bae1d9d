namespace SioProxy.Filtering;

/// <summary>Matches where all of its terms match; with no terms at all, everything.</summary>
/// <param name="Terms">The terms in the order written; never directly another <see cref="AndNode"/>.</param>
public sealed record AndNode(IReadOnlyList<FilterNode> Terms) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => Terms.Any(term => term.NeedsContent);

    /// <inheritdoc/>
    public override bool NeedsLaterPackets => Terms.Any(term => term.NeedsLaterPackets);

    /// <inheritdoc/>
    public override IReadOnlyList<FilterNode> Children => Terms;

    /// <summary>Compares term by term.</summary>
    public bool Equals(AndNode? other) => other is not null && Terms.SequenceEqual(other.Terms);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(nameof(AndNode), Terms.Count);
}
