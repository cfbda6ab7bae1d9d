namespace SioProxy.Filtering;

/// <summary>What the value at a path is compared with.</summary>
/// <param name="Pattern">As text: a string must match it; without quotes (see <paramref name="IsQuoted"/>), so may the text of a number, true, false or null.</param>
/// <param name="IsQuoted">Whether it was quoted, so that only strings are meant.</param>
public sealed record PathValue(TextPattern Pattern, bool IsQuoted);
