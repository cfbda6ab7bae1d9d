using SioProxy.Protocol;

namespace SioProxy.Filtering;

/// <summary>A <c>transport:</c> term: packets of a transport.</summary>
/// <param name="Transports">The alternatives, at least one.</param>
public sealed record TransportNode(IReadOnlyList<Transport> Transports) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => false;

    /// <summary>Compares value by value.</summary>
    public bool Equals(TransportNode? other) => other is not null && Transports.SequenceEqual(other.Transports);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(nameof(TransportNode), Transports.Count);
}
