namespace SioProxy.Filtering;

/// <summary>How a <see cref="TextPattern"/> is meant.</summary>
public enum TextPatternKind
{
    /// <summary>The whole text, as it is.</summary>
    Literal,

    /// <summary>The whole text, with <c>*</c> and <c>?</c>.</summary>
    Glob,

    /// <summary>A regular expression found anywhere in the text.</summary>
    Regex,
}
