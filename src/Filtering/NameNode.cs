namespace SioProxy.Filtering;

/// <summary>A field compared as text; a row without that field does not match.</summary>
/// <param name="Field">The field.</param>
/// <param name="Patterns">The alternatives, at least one.</param>
public sealed record NameNode(NameField Field, IReadOnlyList<TextPattern> Patterns) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => false;

    /// <summary>Compares value by value.</summary>
    public bool Equals(NameNode? other) =>
        other is not null && Field == other.Field && Patterns.SequenceEqual(other.Patterns);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(nameof(NameNode), Field, Patterns.Count);
}
