namespace SioProxy.Filtering;

/// <summary>
/// A part of a filter's syntax tree. Trees compare by structure; <see cref="ToString"/> gives filter text that parses to
/// an equal tree.
/// </summary>
public abstract record FilterNode
{
    private protected FilterNode() { }

    /// <summary>
    /// Whether the decision may need what lies in a row's payload record (raw text, attachments, redacted paths, the fields
    /// of rows that are no packets), rather than its plain columns alone.
    /// </summary>
    public abstract bool NeedsContent { get; }

    /// <summary>Whether the decision about a row may change with rows that come after it, as that of <c>is:unanswered</c> does.</summary>
    public virtual bool NeedsLaterPackets => false;

    /// <summary>The nodes directly below; empty for a term.</summary>
    public virtual IReadOnlyList<FilterNode> Children => [];

    /// <summary>Filter text that parses to an equal tree.</summary>
    public sealed override string ToString() => FilterPrinter.Print(this);
}
