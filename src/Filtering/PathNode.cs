namespace SioProxy.Filtering;

/// <summary>A value inside the payload compared; a row without that path does not match, whatever the comparison.</summary>
/// <param name="Root">Where the path begins.</param>
/// <param name="Steps">The steps from there.</param>
/// <param name="Comparison">How the value is compared.</param>
/// <param name="Values">The values, at least one; several only with <see cref="Comparison.Equal"/> (any of them) and <see cref="Comparison.NotEqual"/> (none of them).</param>
public sealed record PathNode(
    PathRoot Root,
    IReadOnlyList<PathStep> Steps,
    Comparison Comparison,
    IReadOnlyList<PathValue> Values
) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => true;

    /// <summary>Steps in the notation of the language, such as <c>[0].room</c>: what stands behind the path's root.</summary>
    public static string Print(IReadOnlyList<PathStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return FilterPrinter.Steps(steps);
    }

    /// <summary>Compares value by value.</summary>
    public bool Equals(PathNode? other) =>
        other is not null
        && Root == other.Root
        && Comparison == other.Comparison
        && Steps.SequenceEqual(other.Steps)
        && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(nameof(PathNode), Root, Comparison, Values.Count);
}
