using System.Text.RegularExpressions;
using SioProxy.Filtering;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Search;

/// <summary>What a search looks for, as it is to be found in the text on the screen. Pure.</summary>
internal sealed class SearchWords
{
    // As filters: without backtracking, and never for long.
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private const int MaxMatches = 200; // in one text: a screen has no more columns
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Regex? _pattern;

    private SearchWords(Regex? pattern) => _pattern = pattern;

    /// <summary>Nothing is looked for.</summary>
    public static SearchWords None { get; } = new(null);

    /// <summary>Whether there is nothing that could be found in a text: no search, or one by size, time and the like.</summary>
    public bool IsEmpty => _pattern is null;

    /// <summary>The words, globs and expressions that a filter looks for; those that must not be there are left out.</summary>
    public static SearchWords Of(Filter filter)
    {
        var patterns = new List<string>();
        Collect(filter.Root, patterns);
        _ = patterns.RemoveAll(pattern => !IsValid(pattern));
        return patterns.Count == 0 ? None : new(new Regex(string.Join('|', patterns), Options, Patience));
    }

    /// <summary>Where the words are in a text, from left to right, none within another.</summary>
    public IReadOnlyList<(int Start, int Length)> Find(string text)
    {
        if (_pattern is null || text.Length == 0)
        {
            return [];
        }
        var places = new List<(int, int)>();
        try
        {
            foreach (ValueMatch match in _pattern.EnumerateMatches(text))
            {
                if (match.Length > 0)
                {
                    places.Add((match.Index, match.Length));
                }
                if (places.Count == MaxMatches)
                {
                    break;
                }
            }
        }
        catch (RegexMatchTimeoutException)
        {
            // Then the rest is not highlighted.
        }
        return places;
    }

    /// <summary>The text in pieces, those that were looked for marked as such.</summary>
    public IEnumerable<(string Text, bool IsMatch)> Split(string text)
    {
        int at = 0;
        foreach ((int start, int length) in Find(text))
        {
            if (start > at)
            {
                yield return (text[at..start], false);
            }
            yield return (text.Substring(start, length), true);
            at = start + length;
        }
        if (at < text.Length)
        {
            yield return (text[at..], false);
        }
    }

    private static void Collect(FilterNode node, List<string> patterns)
    {
        switch (node)
        {
            case AndNode and:
                Collect(and.Terms, patterns);
                break;
            case OrNode or:
                Collect(or.Terms, patterns);
                break;
            case TextNode text:
                patterns.Add(Literal(text.Text));
                break;
            case NameNode name:
                patterns.AddRange(name.Patterns.Select(PatternOf));
                break;
            case PathNode { Comparison: Comparison.Equal } path:
                patterns.AddRange(path.Values.Select(value => Whole(value.Pattern)));
                break;
        }
    }

    private static bool IsValid(string pattern)
    {
        try
        {
            return pattern.Length > 0 && new Regex(pattern, Options, Patience).ToString().Length > 0;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false; // the matcher decides what an expression means; here it is only about colours
        }
    }

    private static void Collect(IEnumerable<FilterNode> nodes, List<string> patterns)
    {
        foreach (FilterNode node in nodes)
        {
            Collect(node, patterns);
        }
    }

    private static string PatternOf(TextPattern pattern) =>
        pattern.Kind switch
        {
            TextPatternKind.Regex => pattern.Text.Trim('^', '$') is { Length: > 0 } expression
                ? $"(?:{expression})"
                : "",
            TextPatternKind.Glob => string.Join(
                '|',
                pattern
                    .Text.Replace("\\", "", StringComparison.Ordinal)
                    .Split(['*', '?'], StringSplitOptions.RemoveEmptyEntries)
                    .Select(Literal)
            ),
            _ => Literal(pattern.Text),
        };

    // The 4 of args[0].id=4 is not to light up in every other number.
    private static string Whole(TextPattern pattern)
    {
        string found = PatternOf(pattern);
        bool isWord = pattern is { Kind: TextPatternKind.Literal, Text.Length: > 0 };
        string before = isWord && char.IsLetterOrDigit(pattern.Text[0]) ? @"\b" : "";
        string after = isWord && char.IsLetterOrDigit(pattern.Text[^1]) ? @"\b" : "";
        return found.Length == 0 ? "" : before + found + after;
    }

    // What is on the screen has been sanitised.
    private static string Literal(string text) => Regex.Escape(TerminalText.Sanitize(text));
}
