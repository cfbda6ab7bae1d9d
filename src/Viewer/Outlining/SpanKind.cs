namespace SioProxy.Viewer.Outlining;

/// <summary>What a piece of text is; a theme decides how that looks, and without colours nothing is lost.</summary>
internal enum SpanKind
{
    Plain,

    /// <summary>Titles of sections.</summary>
    Heading,

    /// <summary>Names of members and fields.</summary>
    Name,
    Text,
    Number,

    /// <summary><c>true</c>, <c>false</c>, <c>null</c>.</summary>
    Word,

    /// <summary>What is less important.</summary>
    Dim,

    /// <summary>What leads elsewhere.</summary>
    Link,
    Warning,
    Fault,
}
