namespace SioProxy.Filtering;

/// <summary>One alternative of a value, as written.</summary>
internal readonly record struct FilterValue(TextPattern Pattern, bool IsQuoted);
