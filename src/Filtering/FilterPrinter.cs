using System.Globalization;
using System.Text;
using SioProxy.Sessions;

namespace SioProxy.Filtering;

/// <summary>Turns a syntax tree back into filter text that parses to an equal tree.</summary>
internal static class FilterPrinter
{
    public static string Print(FilterNode node)
    {
        var builder = new StringBuilder();
        Write(builder, node);
        return builder.ToString();
    }

    private static void Write(StringBuilder builder, FilterNode node)
    {
        switch (node)
        {
            case AndNode and:
                WriteList(builder, and.Terms, " ");
                break;
            case OrNode or:
                WriteList(builder, or.Terms, " or ");
                break;
            case NotNode not:
                builder.Append("not ");
                WriteTerm(builder, not.Term);
                break;
            default:
                builder.Append(Term(node));
                break;
        }
    }

    private static void WriteList(StringBuilder builder, IReadOnlyList<FilterNode> terms, string separator)
    {
        for (int i = 0; i < terms.Count; i++)
        {
            builder.Append(i == 0 ? "" : separator);
            WriteTerm(builder, terms[i]);
        }
    }

    private static void WriteTerm(StringBuilder builder, FilterNode term)
    {
        bool isGroup = term is AndNode or OrNode;
        builder.Append(isGroup ? "(" : "");
        Write(builder, term);
        builder.Append(isGroup ? ")" : "");
    }

    private static string Term(FilterNode node) =>
        node switch
        {
            TextNode text => IsPlainWord(text.Text) ? text.Text : Quote(text.Text),
            NameNode name => $"{FilterWords.Name(FilterWords.NameFields, name.Field)}:"
                + Join(name.Patterns, pattern => Pattern(pattern, name.Field != NameField.Namespace)),
            TypeNode type => "type:" + Join(type.Types, value => FilterWords.Name(FilterWords.Types, value)),
            StateNode state => "is:" + Join(state.States, value => FilterWords.Name(FilterWords.States, value)),
            DirectionNode from => "from:"
                + Join(from.Directions, value => FilterWords.Name(FilterWords.Directions, value)),
            TransportNode transport => "transport:"
                + Join(transport.Transports, value => FilterWords.Name(FilterWords.Transports, value)),
            VersionNode version => "eio:"
                + Join(version.Versions, value => FilterWords.Name(FilterWords.Versions, value)),
            NumberNode number => FilterWords.Name(FilterWords.NumberFields, number.Field)
                + Operator(number.Comparison)
                + Join(number.Values, value => FilterUnits.Format(number.Field, value)),
            TimeNode time => "at" + Operator(time.Comparison) + Join(time.Values, FilterTimes.Format),
            PathNode path => Path(path) + Operator(path.Comparison) + Join(path.Values, Value),
            _ => throw new ArgumentOutOfRangeException(nameof(node), node.GetType(), "Not a term."),
        };

    public static string Operator(Comparison comparison) =>
        comparison switch
        {
            Comparison.Equal => "=",
            Comparison.NotEqual => "!=",
            Comparison.Greater => ">",
            Comparison.GreaterOrEqual => ">=",
            Comparison.Less => "<",
            _ => "<=",
        };

    public static string Path(PathNode path) => FilterWords.Name(FilterWords.PathRoots, path.Root) + Steps(path.Steps);

    public static string Steps(IReadOnlyList<PathStep> steps)
    {
        var builder = new StringBuilder();
        foreach (PathStep step in steps)
        {
            if (step.Name is null)
            {
                builder.Append('[').Append(step.Index?.ToString(CultureInfo.InvariantCulture) ?? "*").Append(']');
            }
            else if (step.Name.Length > 0 && step.Name.All(IsPlain))
            {
                builder.Append('.').Append(step.Name);
            }
            else
            {
                builder.Append('[').Append(Quote(step.Name)).Append(']');
            }
        }
        return builder.ToString();
    }

    private static string Join<T>(IReadOnlyList<T> values, Func<T, string> format) =>
        string.Join('|', values.Select(format));

    private static string Value(PathValue value) =>
        value.IsQuoted ? Quote(value.Pattern.Text)
        : value.Pattern.Kind == TextPatternKind.Literal ? Escape(value.Pattern.Text, isGlob: false)
        : Pattern(value.Pattern, allowsRegex: true);

    private static string Pattern(TextPattern pattern, bool allowsRegex) =>
        pattern.Kind switch
        {
            TextPatternKind.Regex => $"/{pattern.Text.Replace("/", "\\/", StringComparison.Ordinal)}/",
            TextPatternKind.Glob => Escape(pattern.Text, isGlob: true),
            _ => pattern.Text.Length > 0 && !(allowsRegex && pattern.Text[0] == '/') && pattern.Text.All(IsValueChar)
                ? pattern.Text
                : Quote(pattern.Text),
        };

    /// <summary>An unquoted word, everything that means something behind a backslash.</summary>
    private static string Escape(string text, bool isGlob)
    {
        var builder = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (isGlob && c == '\\' && i + 1 < text.Length)
            {
                i++;
                builder.Append('\\').Append(text[i]);
                continue;
            }
            bool isWildcard = isGlob && (c is '*' or '?');
            bool isPlain = IsValueChar(c) && (i > 0 || c != '/');
            builder.Append(isPlain || isWildcard ? "" : "\\").Append(c);
        }
        return builder.ToString();
    }

    /// <summary>Quoted text. What a terminal could act on or would hide is escaped, so that a filter can be shown as it is.</summary>
    public static string Quote(string text)
    {
        var builder = new StringBuilder("\"");
        for (int at = 0; at < text.Length; )
        {
            int length = char.IsSurrogatePair(text, at) ? 2 : 1;
            string character = text.Substring(at, length);
            at += length;
            _ = character switch
            {
                "\"" or "\\" => builder.Append('\\').Append(character),
                "\n" => builder.Append("\\n"),
                "\r" => builder.Append("\\r"),
                "\t" => builder.Append("\\t"),
                _ when !TerminalText.Sanitize(character).Equals(character, StringComparison.Ordinal) => Units(
                    builder,
                    character
                ),
                _ => builder.Append(character),
            };
        }
        return builder.Append('"').ToString();
    }

    private static StringBuilder Units(StringBuilder builder, string character)
    {
        foreach (char c in character)
        {
            builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return builder;
    }

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is '_' or '-';

    private static bool IsPlainWord(string text) =>
        text.All(IsPlain)
        && text[0] != '-'
        && !text.Equals("or", StringComparison.OrdinalIgnoreCase)
        && !text.Equals("and", StringComparison.OrdinalIgnoreCase)
        && !text.Equals("not", StringComparison.OrdinalIgnoreCase);

    private static bool IsValueChar(char c) =>
        IsPlain(c)
        || c
            is '.'
                or ':'
                or '/'
                or '#'
                or '@'
                or '+'
                or ','
                or '%'
                or '$'
                or '~'
                or '&'
                or ';'
                or '!'
                or '{'
                or '}'
                or '['
                or ']';
}
