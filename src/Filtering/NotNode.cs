namespace SioProxy.Filtering;

/// <summary>Matches where its term does not.</summary>
/// <param name="Term">What must not match.</param>
public sealed record NotNode(FilterNode Term) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => Term.NeedsContent;

    /// <inheritdoc/>
    public override bool NeedsLaterPackets => Term.NeedsLaterPackets;

    /// <inheritdoc/>
    public override IReadOnlyList<FilterNode> Children => [Term];
}
