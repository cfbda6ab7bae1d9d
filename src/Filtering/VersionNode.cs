using SioProxy.Protocol.EngineIo;

namespace SioProxy.Filtering;

/// <summary>An <c>eio:</c> term: packets of an Engine.IO revision, by the framing seen.</summary>
/// <param name="Versions">The alternatives, at least one.</param>
public sealed record VersionNode(IReadOnlyList<EngineIoVersion> Versions) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => false;

    /// <summary>Compares value by value.</summary>
    public bool Equals(VersionNode? other) => other is not null && Versions.SequenceEqual(other.Versions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(nameof(VersionNode), Versions.Count);
}
