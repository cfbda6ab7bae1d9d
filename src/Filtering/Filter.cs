using System.Diagnostics.CodeAnalysis;

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
        [NotNullWhen(true)] out Filter? filter,
        [NotNullWhen(false)] out FilterError? error
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        FilterNode? root = FilterParser.Parse(text, out FilterError? problem);
        if (root is null)
        {
            filter = null;
            error = problem ?? new FilterError(1, "expected a filter", null);
            return false;
        }
        filter = new Filter { Text = text, Root = root };
        error = null;
        return true;
    }

    /// <summary>The filter that a text in our own sources stands for.</summary>
    /// <exception cref="FormatException">The text is no filter.</exception>
    public static Filter Parse(string text) =>
        TryParse(text, out Filter? filter, out FilterError? error) ? filter : throw new FormatException(error.Sentence);

    /// <summary>
    /// What all of these match, joined as trees: two filters that are within the language's limits may not be so as one text.
    /// </summary>
    public static Filter Join(params IEnumerable<Filter> filters)
    {
        List<Filter> some = [.. filters.Where(filter => !filter.IsAll)];
        return some switch
        {
            [] => All,
            [var only] => only,
            _ => new Filter
            {
                Text = string.Join(' ', some.Select(filter => $"({filter.Text})")),
                Root = new AndNode([.. some.Select(filter => filter.Root)]),
            },
        };
    }

    /// <summary>The filter as an English sentence.</summary>
    public string Explain() => FilterExplainer.Explain(Root);
}
