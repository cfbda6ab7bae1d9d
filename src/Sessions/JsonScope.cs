namespace SioProxy.Sessions;

/// <summary>Which values of a JSON text are secrets, and how their places are called.</summary>
/// <param name="Prefix">What the places start with: <c>args</c>, <c>data</c>.</param>
/// <param name="SkipsFirst">Whether the first element is an event's name, which does not count.</param>
/// <param name="Paths">The rules that apply besides the names.</param>
internal readonly record struct JsonScope(string Prefix, bool SkipsFirst, IReadOnlyList<JsonPathRule> Paths);
