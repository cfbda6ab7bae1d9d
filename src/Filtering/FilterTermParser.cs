namespace SioProxy.Filtering;

/// <summary>Reads one term: a word, quoted text, <c>name:value</c>, a comparison, or a path compared.</summary>
internal sealed class FilterTermParser(FilterScanner scanner)
{
    private readonly FilterPathParser _paths = new(scanner);

    public FilterNode? Parse()
    {
        int start = scanner.Position;
        if (scanner.Current == '"')
        {
            return ParseText();
        }
        string name = ReadName();
        bool isPath = FilterWords.TryFind(FilterWords.PathRoots, name, out PathRoot root);
        if (isPath && (scanner.Current is '.' or '[' || IsAtOperator))
        {
            return ParsePath(root);
        }
        if (name.Length > 0 && IsAtOperator)
        {
            return ParseField(name, start);
        }
        if (name.Length > 0 && scanner.Current is '.' or '[' && IsComparisonAhead())
        {
            scanner.Fail(
                start,
                $"no path begins with '{name}': expected args[0], auth. or data. (text that is no path needs quotes)",
                NearestWord.Find(name, FilterWords.PathRoots.Select(entry => entry.Key))
            );
            return null;
        }
        scanner.Position = start;
        return ParseText();
    }

    private bool IsAtOperator =>
        scanner.Current is ':' or '=' or '<' or '>'
        || (
            scanner.Current == '!'
            && scanner.Position + 1 < scanner.Text.Length
            && scanner.Text[scanner.Position + 1] == '='
        );

    /// <summary>Whether the unquoted word here goes on to a comparison, as a path's does.</summary>
    private bool IsComparisonAhead()
    {
        int start = scanner.Position;
        while (!scanner.IsAtBoundary && scanner.Current is not ('"' or '=' or '<' or '>'))
        {
            scanner.Position++;
        }
        bool isAhead = scanner.Current is '=' or '<' or '>';
        scanner.Position = start;
        return isAhead;
    }

    private string ReadName()
    {
        int start = scanner.Position;
        if (!char.IsAsciiLetter(scanner.Current))
        {
            return "";
        }
        while (char.IsAsciiLetterOrDigit(scanner.Current) || scanner.Current is '_' or '-')
        {
            scanner.Position++;
        }
        return scanner.Text[start..scanner.Position];
    }

    private FilterNode? ParseText()
    {
        var texts = new List<FilterNode>();
        do
        {
            int start = scanner.Position;
            string text;
            if (scanner.Current == '"')
            {
                if (!scanner.TryReadQuoted(out text))
                {
                    return null;
                }
            }
            else
            {
                TextPattern word = scanner.ReadWord(endsAtBar: true);
                text = word.Kind == TextPatternKind.Glob ? GlobText.Unescape(word.Text) : word.Text;
            }
            if (text.Length == 0)
            {
                scanner.Fail(start, "expected text to look for");
                return null;
            }
            texts.Add(new TextNode(text));
        } while (TryTakeBar());
        if (!IsEnded())
        {
            return null;
        }
        return texts.Count == 1 ? texts[0] : new OrNode(texts);
    }

    private FilterNode? ParseField(string name, int start)
    {
        if (FilterWords.TryFind(FilterWords.NameFields, name, out NameField nameField))
        {
            return ParseNames(nameField, name, start);
        }
        if (FilterWords.TryFind(FilterWords.NumberFields, name, out NumberField numberField))
        {
            return ParseNumbers(numberField, name);
        }
        switch (name.ToLowerInvariant())
        {
            case "type":
                return ParseWords(name, start, FilterWords.Types) is { } types ? new TypeNode(types) : null;
            case "is":
                return ParseWords(name, start, FilterWords.States) is { } states ? new StateNode(states) : null;
            case "from":
                return ParseWords(name, start, FilterWords.Directions) is { } from ? new DirectionNode(from) : null;
            case "transport":
                return ParseWords(name, start, FilterWords.Transports) is { } over ? new TransportNode(over) : null;
            case "eio":
                return ParseWords(name, start, FilterWords.Versions) is { } versions ? new VersionNode(versions) : null;
            case "at":
                return ParseTimes(name);
            default:
                IEnumerable<string> known = FilterWords.Terms.Concat(FilterWords.PathRoots.Select(root => root.Key));
                scanner.Fail(
                    start,
                    $"there is no term '{name}' (text that holds '{scanner.Current}' needs quotes)",
                    NearestWord.Find(name, known)
                );
                return null;
        }
    }

    private NameNode? ParseNames(NameField field, string name, int start)
    {
        if (!TakeColon(name, start))
        {
            return null;
        }
        var patterns = new List<TextPattern>();
        do
        {
            int at = scanner.Position;
            if (!TryReadValue(field != NameField.Namespace, $"'{name}:'", out FilterValue value))
            {
                return null;
            }
            if (field == NameField.Namespace && value.Pattern.Text is [not ('/' or '*' or '?'), ..] or [])
            {
                scanner.Fail(at, "expected a namespace, which begins with '/'", "/" + value.Pattern.Text);
                return null;
            }
            patterns.Add(value.Pattern);
        } while (TryTakeBar());
        return IsEnded() ? new NameNode(field, patterns) : null;
    }

    private NumberNode? ParseNumbers(NumberField field, string name)
    {
        Comparison comparison = TakeOperator();
        var numbers = new List<long>();
        do
        {
            int at = scanner.Position;
            if (!TryReadValue(allowsRegex: false, $"'{name}'", out FilterValue value))
            {
                return null;
            }
            if (!FilterUnits.TryParse(field, value.Pattern.Text, out long number))
            {
                scanner.Fail(
                    at,
                    $"'{value.Pattern.Text}' is not what '{name}' takes: expected {FilterUnits.Expected(field)}"
                );
                return null;
            }
            numbers.Add(number);
        } while (TryTakeBar());
        return IsEnded() && AllowsSeveral(comparison, numbers.Count)
            ? new NumberNode(field, comparison, numbers)
            : null;
    }

    private TimeNode? ParseTimes(string name)
    {
        Comparison comparison = TakeOperator();
        var times = new List<FilterTime>();
        do
        {
            int at = scanner.Position;
            if (!TryReadValue(allowsRegex: false, $"'{name}'", out FilterValue value))
            {
                return null;
            }
            if (!FilterTimes.TryParse(value.Pattern.Text, out FilterTime time))
            {
                scanner.Fail(
                    at,
                    $"'{value.Pattern.Text}' is no time: expected one such as 15:04:05, 2026-11-22 or 2026-11-22T15:05Z"
                );
                return null;
            }
            times.Add(time);
        } while (TryTakeBar());
        return IsEnded() && AllowsSeveral(comparison, times.Count) ? new TimeNode(comparison, times) : null;
    }

    private PathNode? ParsePath(PathRoot root)
    {
        if (!_paths.TryParse(root, out IReadOnlyList<PathStep> steps))
        {
            return null;
        }
        if (!IsAtOperator)
        {
            scanner.Fail(
                scanner.Position,
                "expected one of = != > >= < <= behind the path (to look for it as text, put it in quotes)"
            );
            return null;
        }
        Comparison comparison = TakeOperator();
        var values = new List<PathValue>();
        do
        {
            int at = scanner.Position;
            if (!TryReadValue(allowsRegex: true, "the comparison", out FilterValue value))
            {
                return null;
            }
            if (value.Pattern.Kind != TextPatternKind.Literal && comparison > Comparison.NotEqual)
            {
                scanner.Fail(
                    at,
                    "expected a number or text to compare with; '*', '?' and /regex/ go with = and != only"
                );
                return null;
            }
            values.Add(new PathValue(value.Pattern, value.IsQuoted));
        } while (TryTakeBar());
        return IsEnded() && AllowsSeveral(comparison, values.Count)
            ? new PathNode(root, steps, comparison, values)
            : null;
    }

    private List<T>? ParseWords<T>(string name, int start, IReadOnlyList<KeyValuePair<string, T>> words)
    {
        if (!TakeColon(name, start))
        {
            return null;
        }
        var values = new List<T>();
        do
        {
            int at = scanner.Position;
            if (!TryReadValue(allowsRegex: false, $"'{name}:'", out FilterValue value))
            {
                return null;
            }
            if (!FilterWords.TryFind(words, value.Pattern.Text, out T word))
            {
                IEnumerable<string> known = words.Select(entry => entry.Key);
                scanner.Fail(
                    at,
                    $"'{name}:' does not know '{value.Pattern.Text}': expected {string.Join(", ", known)}",
                    NearestWord.Find(value.Pattern.Text, known)
                );
                return null;
            }
            values.Add(word);
        } while (TryTakeBar());
        return IsEnded() ? values : null;
    }

    /// <summary>Takes what makes one alternative of a value.</summary>
    private bool TryReadValue(bool allowsRegex, string behind, out FilterValue value)
    {
        int start = scanner.Position;
        value = default;
        if (scanner.Current == '"')
        {
            bool isRead = scanner.TryReadQuoted(out string text);
            value = new FilterValue(new TextPattern(TextPatternKind.Literal, text), IsQuoted: true);
            return isRead;
        }
        if (allowsRegex && scanner.Current == '/')
        {
            if (!scanner.TryReadRegex(out string expression))
            {
                return false;
            }
            value = new FilterValue(new TextPattern(TextPatternKind.Regex, expression), IsQuoted: false);
            return TextTest.CheckRegex(expression) is not { } problem
                || scanner.Fail(start, $"the regular expression does not work: {problem}");
        }
        TextPattern word = scanner.ReadWord(endsAtBar: true);
        value = new FilterValue(word, IsQuoted: false);
        return word.Text.Length > 0 || scanner.Fail(start, $"expected a value right behind {behind}");
    }

    private bool TakeColon(string name, int start)
    {
        int at = scanner.Position;
        Comparison comparison = TakeOperator();
        return comparison switch
        {
            Comparison.Equal => true,
            Comparison.NotEqual => scanner.Fail(at, $"expected ':' behind '{name}' (-{name}:… says not)", $"-{name}:"),
            _ => scanner.Fail(at, $"expected ':' behind '{name}', which has no order", $"{name}:"),
        };
    }

    private Comparison TakeOperator()
    {
        char first = scanner.Current;
        scanner.Position++;
        bool isTwo = first != ':' && scanner.Current == '='; // == is taken for =
        if (isTwo)
        {
            scanner.Position++;
        }
        return first switch
        {
            '>' => isTwo ? Comparison.GreaterOrEqual : Comparison.Greater,
            '<' => isTwo ? Comparison.LessOrEqual : Comparison.Less,
            '!' => Comparison.NotEqual,
            _ => Comparison.Equal,
        };
    }

    private bool TryTakeBar()
    {
        if (scanner.Current != '|')
        {
            return false;
        }
        scanner.Position++;
        return true;
    }

    private bool IsEnded() =>
        scanner.IsAtBoundary
        || scanner.Fail(scanner.Position, "expected a blank between this and what is in front of it");

    private bool AllowsSeveral(Comparison comparison, int count) =>
        count == 1
        || comparison is Comparison.Equal or Comparison.NotEqual
        || scanner.Fail(scanner.Position, "expected a single value: '|' goes with = and != only");
}
