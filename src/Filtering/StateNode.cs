namespace SioProxy.Filtering;

/// <summary>An <c>is:</c> term.</summary>
/// <param name="States">The alternatives, at least one.</param>
public sealed record StateNode(IReadOnlyList<FilterState> States) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => States.Any(state => state is FilterState.Binary or FilterState.Redacted);

    /// <inheritdoc/>
    public override bool NeedsLaterPackets =>
        States.Any(state => state is FilterState.Unanswered or FilterState.Answered);

    /// <summary>Compares value by value.</summary>
    public bool Equals(StateNode? other) => other is not null && States.SequenceEqual(other.States);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(nameof(StateNode), States.Count);
}
