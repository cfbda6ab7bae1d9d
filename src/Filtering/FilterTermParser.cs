namespace SioProxy.Filtering;

/// <summary>Reads one term: a word, quoted text, <c>name:value</c>, a comparison, or a path compared.</summary>
internal sealed class FilterTermParser
{
    private readonly FilterScanner _scanner;
    private readonly FilterPathParser _paths;
    private readonly FilterValueReader _values;
    private readonly FilterFieldParser _fields;

    public FilterTermParser(FilterScanner scanner)
    {
        _scanner = scanner;
        _paths = new FilterPathParser(scanner);
        _values = new FilterValueReader(scanner);
        _fields = new FilterFieldParser(scanner, _values);
    }

    public FilterNode? Parse()
    {
        int start = _scanner.Position;
        if (_scanner.Current == '"')
        {
            return ParseText();
        }
        string name = ReadName();
        bool isPath = FilterWords.TryFind(FilterWords.PathRoots, name, out PathRoot root);
        if (isPath && (_scanner.Current is '.' or '[' || _values.IsAtOperator))
        {
            return ParsePath(root);
        }
        if (name.Length > 0 && _values.IsAtOperator)
        {
            return _fields.Parse(name, start);
        }
        if (name.Length > 0 && _scanner.Current is '.' or '[' && IsComparisonAhead())
        {
            _scanner.Fail(
                start,
                $"no path begins with '{name}': expected args[0], auth. or data. (text that is no path needs quotes)",
                NearestWord.Find(name, FilterWords.PathRoots.Select(entry => entry.Key))
            );
            return null;
        }
        _scanner.Position = start;
        return ParseText();
    }

    /// <summary>Whether the unquoted word here goes on to a comparison, as a path's does.</summary>
    private bool IsComparisonAhead()
    {
        int start = _scanner.Position;
        while (!_scanner.IsAtBoundary && _scanner.Current is not ('"' or '=' or '<' or '>'))
        {
            _scanner.Position++;
        }
        bool isAhead = _scanner.Current is '=' or '<' or '>';
        _scanner.Position = start;
        return isAhead;
    }

    private string ReadName()
    {
        int start = _scanner.Position;
        if (!char.IsAsciiLetter(_scanner.Current))
        {
            return "";
        }
        while (char.IsAsciiLetterOrDigit(_scanner.Current) || _scanner.Current is '_' or '-')
        {
            _scanner.Position++;
        }
        return _scanner.Text[start.._scanner.Position];
    }

    private FilterNode? ParseText()
    {
        var texts = new List<FilterNode>();
        do
        {
            int start = _scanner.Position;
            string text;
            if (_scanner.Current == '"')
            {
                if (!_scanner.TryReadQuoted(out text))
                {
                    return null;
                }
            }
            else
            {
                TextPattern word = _scanner.ReadWord(endsAtBar: true);
                text = word.Kind == TextPatternKind.Glob ? GlobText.Unescape(word.Text) : word.Text;
            }
            if (text.Length == 0)
            {
                _scanner.Fail(start, "expected text to look for");
                return null;
            }
            texts.Add(new TextNode(text));
        } while (_values.TryTakeBar());
        if (!_values.IsEnded())
        {
            return null;
        }
        return texts.Count == 1 ? texts[0] : new OrNode(texts);
    }

    private PathNode? ParsePath(PathRoot root)
    {
        if (!_paths.TryParse(root, out IReadOnlyList<PathStep> steps))
        {
            return null;
        }
        if (!_values.IsAtOperator)
        {
            _scanner.Fail(
                _scanner.Position,
                "expected one of = != > >= < <= behind the path (to look for it as text, put it in quotes)"
            );
            return null;
        }
        Comparison comparison = _values.TakeOperator();
        var compared = new List<PathValue>();
        do
        {
            int at = _scanner.Position;
            if (!_values.TryReadValue(allowsRegex: true, "the comparison", out FilterValue value))
            {
                return null;
            }
            if (value.Pattern.Kind != TextPatternKind.Literal && comparison > Comparison.NotEqual)
            {
                _scanner.Fail(
                    at,
                    "expected a number or text to compare with; '*', '?' and /regex/ go with = and != only"
                );
                return null;
            }
            compared.Add(new PathValue(value.Pattern, value.IsQuoted));
        } while (_values.TryTakeBar());
        return _values.IsEnded() && _values.AllowsSeveral(comparison, compared.Count)
            ? new PathNode(root, steps, comparison, compared)
            : null;
    }
}
