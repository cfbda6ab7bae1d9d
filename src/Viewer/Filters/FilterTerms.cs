using System.Globalization;
using SioProxy.Filtering;
using SioProxy.Protocol.Json;
using SioProxy.Sessions;
using SioProxy.Viewer.Details;

namespace SioProxy.Viewer.Filters;

/// <summary>Makes terms of the filter language from what is on the screen, and joins them to a filter.</summary>
internal static class FilterTerms
{
    /// <summary>Steps that a path of the language has at most.</summary>
    private const int MaxSteps = 64;

    private const int MaxText = 200;
    private const int MaxSessions = 200;

    /// <summary>The filter with a term more, its own text left as it was written.</summary>
    /// <param name="filter">The present filter; one that does not parse is replaced.</param>
    public static string Join(string filter, string term, FilterJoin join)
    {
        if (!Filter.TryParse(filter, out Filter? present, out _))
        {
            join = join == FilterJoin.Not ? join : FilterJoin.Replace;
            filter = "";
        }
        string text = filter.Trim();
        string negated = IsOneTerm(term) ? "-" + term : $"-({term})";
        if (present is null or { IsAll: true } || join == FilterJoin.Replace)
        {
            return join == FilterJoin.Not ? negated : term;
        }
        if (join == FilterJoin.Or)
        {
            return $"{text} or {term}";
        }
        string added = join == FilterJoin.Not ? negated : ParenthesizeOr(term);
        bool isThere = present.Root is AndNode and
            ? and.Terms.Any(node => Same(node, added))
            : Same(present.Root, added);
        return isThere ? text : $"{(present.Root is OrNode ? $"({text})" : text)} {added}";
    }

    /// <summary>The term for a value in a payload.</summary>
    /// <param name="problem">Why there is none; empty when there is.</param>
    public static string? ForValue(JsonNode node, out string problem)
    {
        IReadOnlyList<PathStep> steps = node.Steps;
        problem = node switch
        {
            { Source.Root: null } => "The filter language has no paths for this kind of row.",
            { IsContainer: true } or { Attachment: not null } =>
                "A filter compares single values: unfold this and choose one.",
            { Kind: JsonTokenKind.None } => "There is no value here that a filter could compare.",
            _ when steps.Count > MaxSteps => "This lies deeper than a filter's path can go (64 steps).",
            _ when steps.Count == 0 && node.Source.Root != PathRoot.Data =>
                "A filter compares single values: unfold this and choose one.",
            _ => "",
        };
        return problem.Length > 0
            ? null
            : new PathNode(node.Source.Root!.Value, steps, Comparison.Equal, [ValueOf(node)]).ToString();
    }

    public static string ForEvent(string name) => ForEvents([name]);

    /// <summary>The term for any of these events.</summary>
    public static string ForEvents(IEnumerable<string> names) =>
        new NameNode(
            NameField.Event,
            [.. names.Select(name => new TextPattern(TextPatternKind.Literal, name))]
        ).ToString();

    public static string ForNamespace(string name) => Named(NameField.Namespace, name);

    public static string ForClient(string address) => Named(NameField.Client, address);

    public static string ForNode(string url) => Named(NameField.Node, url);

    /// <summary>A text as a path's value is written: in quotes unless it is a plain word.</summary>
    public static string Text(string text)
    {
        string whole = new PathNode(PathRoot.Data, [], Comparison.Equal, [TextValue(text)]).ToString();
        return whole["data=".Length..];
    }

    /// <summary>The term for sessions; of very many only the last ones.</summary>
    public static string ForSessions(IReadOnlyList<string> sids) =>
        new NameNode(
            NameField.Session,
            [
                .. sids.Distinct(StringComparer.Ordinal)
                    .TakeLast(MaxSessions)
                    .Select(sid => new TextPattern(TextPatternKind.Literal, sid)),
            ]
        ).ToString();

    /// <summary>The term for the connection of a row.</summary>
    public static string ForConnection(long connection) =>
        string.Create(CultureInfo.InvariantCulture, $"connection={connection}");

    /// <summary>The terms that a row offers, with a name each: its event, namespace, session, client and connection.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(CapturedRow row)
    {
        var terms = new List<KeyValuePair<string, string>>();
        if (row is CapturedPacket packet)
        {
            if (packet.EventName is { } name)
            {
                terms.Add(new("this event", ForEvent(name)));
            }
            if (packet.Namespace is { Length: > 0 } ns && ns[0] == '/')
            {
                terms.Add(new("this namespace", ForNamespace(ns)));
            }
        }
        if (row.Session is { } sid)
        {
            terms.Add(new("this session", ForSessions([sid])));
        }
        terms.Add(new("this client", ForClient(row.Client)));
        terms.Add(new("this connection", ForConnection(row.Connection)));
        return terms;
    }

    private static string Named(NameField field, string name) =>
        new NameNode(field, [new TextPattern(TextPatternKind.Literal, name)]).ToString();

    private static PathValue ValueOf(JsonNode node)
    {
        string text = node.Value;
        if (node.Kind != JsonTokenKind.Text)
        {
            return new PathValue(new TextPattern(TextPatternKind.Literal, text), IsQuoted: false);
        }
        if (text.Length > MaxText)
        {
            int length = char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText;
            return new PathValue(
                new TextPattern(TextPatternKind.Glob, Literally(text[..length]) + "*"),
                IsQuoted: false
            );
        }
        return TextValue(text);
    }

    private static PathValue TextValue(string text)
    {
        bool isWord =
            text.Length > 0
            && char.IsAsciiLetter(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            && text is not ("true" or "false" or "null");
        return new PathValue(new TextPattern(TextPatternKind.Literal, text), IsQuoted: !isWord);
    }

    private static string Literally(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("*", "\\*", StringComparison.Ordinal)
            .Replace("?", "\\?", StringComparison.Ordinal);

    private static bool IsOneTerm(string term) =>
        Filter.TryParse(term, out Filter? parsed, out _) && parsed.Root is not (AndNode or OrNode);

    private static string ParenthesizeOr(string term) =>
        Filter.TryParse(term, out Filter? parsed, out _) && parsed.Root is OrNode ? $"({term})" : term;

    private static bool Same(FilterNode node, string term) =>
        Filter.TryParse(term, out Filter? parsed, out _) && parsed.Root.Equals(node);
}
