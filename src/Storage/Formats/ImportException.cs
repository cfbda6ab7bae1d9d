namespace SioProxy.Storage.Formats;

/// <summary>A file cannot be imported: the message is one sentence for a person that names the line or entry.</summary>
/// <param name="where">The place, as <c>line 3</c> or <c>entry 7</c>; empty: the file as a whole.</param>
/// <param name="what">What is wrong there, as a sentence.</param>
public sealed class ImportException(string where, string what)
    : IOException(where.Length == 0 ? what : $"{char.ToUpperInvariant(where[0])}{where[1..]}: {what}")
{
    /// <summary>The place; empty when it is the file as a whole.</summary>
    public string Where { get; } = where;
}
