namespace SioProxy.Sessions;

/// <summary>One step from a value to a member or an element of it.</summary>
/// <param name="Name">The member's name, unescaped; null for an element.</param>
/// <param name="Index">The element's index.</param>
internal readonly record struct JsonStep(string? Name, int Index);
