namespace SioProxy.Filtering;

/// <summary>Reads operators and the alternatives of values, whatever they are compared with.</summary>
internal sealed class FilterValueReader(FilterScanner scanner)
{
    /// <summary>Whether an operator is here.</summary>
    public bool IsAtOperator =>
        scanner.Current is ':' or '=' or '<' or '>'
        || (
            scanner.Current == '!'
            && scanner.Position + 1 < scanner.Text.Length
            && scanner.Text[scanner.Position + 1] == '='
        );

    /// <summary>Takes what makes one alternative of a value.</summary>
    /// <param name="behind">What the value stands behind, for the error.</param>
    public bool TryReadValue(bool allowsRegex, string behind, out FilterValue value)
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

    /// <summary>Takes the operator that is here.</summary>
    public Comparison TakeOperator()
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

    /// <summary>Takes the bar behind which one more alternative stands, if it is here.</summary>
    public bool TryTakeBar()
    {
        if (scanner.Current != '|')
        {
            return false;
        }
        scanner.Position++;
        return true;
    }

    /// <summary>Whether the term ends here; fails when it does not.</summary>
    public bool IsEnded() =>
        scanner.IsAtBoundary
        || scanner.Fail(scanner.Position, "expected a blank between this and what is in front of it");

    /// <summary>Whether so many alternatives go with the comparison; fails when they do not.</summary>
    public bool AllowsSeveral(Comparison comparison, int count) =>
        count == 1
        || comparison is Comparison.Equal or Comparison.NotEqual
        || scanner.Fail(scanner.Position, "expected a single value: '|' goes with = and != only");
}
