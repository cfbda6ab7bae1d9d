namespace SioProxy.Filtering;

/// <summary>Matches where at least one of its terms matches.</summary>
/// <param name="Terms">The terms in the order written; never directly another <see cref="OrNode"/>.</param>
public sealed record OrNode(IReadOnlyList<FilterNode> Terms) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => Terms.Any(term => term.NeedsContent);

    /// <inheritdoc/>
    public override bool NeedsLaterPackets => Terms.Any(term => term.NeedsLaterPackets);

    /// <inheritdoc/>
    public override IReadOnlyList<FilterNode> Children => Terms;

    /// <summary>Compares term by term.</summary>
    public bool Equals(OrNode? other) => other is not null && Terms.SequenceEqual(other.Terms);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(nameof(OrNode), Terms.Count);
}
