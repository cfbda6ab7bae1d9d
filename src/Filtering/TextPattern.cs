namespace SioProxy.Filtering;

/// <summary>A text to compare with, ignoring case (ordinal).</summary>
/// <param name="Kind">How <paramref name="Text"/> is meant.</param>
/// <param name="Text">
/// The literal itself; or a glob (<c>*</c> any characters, <c>?</c> one character, a backslash makes the next one literal);
/// or a regular expression, without its slashes.
/// </param>
public sealed record TextPattern(TextPatternKind Kind, string Text);
