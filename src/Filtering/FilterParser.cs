namespace SioProxy.Filtering;

/// <summary>The grammar above terms: <c>or</c> of blank-separated terms, <c>not</c> and <c>-</c>, parentheses.</summary>
internal sealed class FilterParser
{
    /// <summary>Deeper nesting is an error, so that no text can exhaust the stack.</summary>
    private const int MaxDepth = 100;

    private readonly FilterScanner _scanner;
    private readonly FilterTermParser _terms;

    private FilterParser(FilterScanner scanner)
    {
        _scanner = scanner;
        _terms = new FilterTermParser(scanner);
    }

    public static FilterNode? Parse(string text, out FilterError? error)
    {
        var scanner = new FilterScanner(text);
        FilterNode? root = null;
        if (text.Length > FilterScanner.MaxLength)
        {
            scanner.Fail(FilterScanner.MaxLength, $"a filter has at most {FilterScanner.MaxLength} characters");
        }
        else
        {
            scanner.SkipBlanks();
            root = scanner.IsAtEnd ? new AndNode([]) : new FilterParser(scanner).ParseWhole();
        }
        error = scanner.Error;
        return error is null ? root : null;
    }

    private FilterNode? ParseWhole()
    {
        FilterNode? root = ParseOr(0);
        if (root is not null && !_scanner.IsAtEnd)
        {
            _scanner.Fail(_scanner.Position, "this ')' closes nothing: expected a term or the end of the filter");
        }
        return root;
    }

    private FilterNode? ParseOr(int depth)
    {
        var terms = new List<FilterNode>();
        do
        {
            FilterNode? term = ParseAnd(depth);
            if (term is null)
            {
                return null;
            }
            AddFlat<OrNode>(terms, term);
        } while (_scanner.TryTakeKeyword("or"));
        return terms.Count == 1 ? terms[0] : new OrNode(terms);
    }

    private FilterNode? ParseAnd(int depth)
    {
        var terms = new List<FilterNode>();
        bool isTermDue = true;
        while (true)
        {
            _scanner.SkipBlanks();
            if (_scanner.IsAtEnd || _scanner.Current == ')' || _scanner.IsKeyword("or"))
            {
                break;
            }
            if (!isTermDue && _scanner.TryTakeKeyword("and"))
            {
                isTermDue = true;
                continue;
            }
            FilterNode? term = ParseUnary(depth);
            if (term is null)
            {
                return null;
            }
            AddFlat<AndNode>(terms, term);
            isTermDue = false;
        }
        if (isTermDue)
        {
            _scanner.Fail(_scanner.Position, "expected a term here, such as event:chat or a word to look for");
            return null;
        }
        return terms.Count == 1 ? terms[0] : new AndNode(terms);
    }

    private FilterNode? ParseUnary(int depth)
    {
        if (depth >= MaxDepth)
        {
            _scanner.Fail(_scanner.Position, $"expected at most {MaxDepth} levels of parentheses and negations");
            return null;
        }
        int start = _scanner.Position;
        if (_scanner.Current == '-')
        {
            _scanner.Position++;
            if (_scanner.IsAtEnd || char.IsWhiteSpace(_scanner.Current) || _scanner.Current == ')')
            {
                _scanner.Fail(_scanner.Position, "expected a term right behind '-'");
                return null;
            }
            return Negate(ParseUnary(depth + 1));
        }
        if (_scanner.TryTakeKeyword("not"))
        {
            _scanner.SkipBlanks();
            if (_scanner.IsAtEnd || _scanner.Current == ')' || _scanner.IsKeyword("or") || _scanner.IsKeyword("and"))
            {
                _scanner.Fail(_scanner.Position, "expected a term behind 'not'");
                return null;
            }
            return Negate(ParseUnary(depth + 1));
        }
        return _scanner.Current == '(' ? ParseGroup(start, depth) : _terms.Parse();
    }

    private FilterNode? ParseGroup(int start, int depth)
    {
        _scanner.Position++;
        FilterNode? inner = ParseOr(depth + 1);
        if (inner is null)
        {
            return null;
        }
        if (_scanner.Current != ')')
        {
            _scanner.Fail(_scanner.Position, $"expected ')' for the '(' at column {start + 1}");
            return null;
        }
        _scanner.Position++;
        return inner;
    }

    private static NotNode? Negate(FilterNode? term) => term is null ? null : new NotNode(term);

    private static void AddFlat<T>(List<FilterNode> terms, FilterNode term)
        where T : FilterNode
    {
        if (term is T)
        {
            terms.AddRange(term.Children);
        }
        else
        {
            terms.Add(term);
        }
    }
}
