namespace SioProxy.Filtering;

/// <summary>One step of a path into JSON.</summary>
/// <param name="Name">The member's name, compared ignoring case; null when the step is an index.</param>
/// <param name="Index">The index into an array; null with a name, and for <c>[*]</c>, any element.</param>
public readonly record struct PathStep(string? Name, int? Index);
