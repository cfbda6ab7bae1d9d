namespace SioProxy.Filtering;

/// <summary>Reads what stands behind a field's name: <c>name:value</c> and comparisons.</summary>
internal sealed class FilterFieldParser(FilterScanner scanner, FilterValueReader values)
{
    /// <param name="start">Where the name begins.</param>
    public FilterNode? Parse(string name, int start)
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
            if (!values.TryReadValue(field != NameField.Namespace, $"'{name}:'", out FilterValue value))
            {
                return null;
            }
            if (field == NameField.Namespace && value.Pattern.Text is [not ('/' or '*' or '?'), ..] or [])
            {
                scanner.Fail(at, "expected a namespace, which begins with '/'", "/" + value.Pattern.Text);
                return null;
            }
            patterns.Add(value.Pattern);
        } while (values.TryTakeBar());
        return values.IsEnded() ? new NameNode(field, patterns) : null;
    }

    private NumberNode? ParseNumbers(NumberField field, string name)
    {
        Comparison comparison = values.TakeOperator();
        var numbers = new List<long>();
        do
        {
            int at = scanner.Position;
            if (!values.TryReadValue(allowsRegex: false, $"'{name}'", out FilterValue value))
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
        } while (values.TryTakeBar());
        return values.IsEnded() && values.AllowsSeveral(comparison, numbers.Count)
            ? new NumberNode(field, comparison, numbers)
            : null;
    }

    private TimeNode? ParseTimes(string name)
    {
        Comparison comparison = values.TakeOperator();
        var times = new List<FilterTime>();
        do
        {
            int at = scanner.Position;
            if (!values.TryReadValue(allowsRegex: false, $"'{name}'", out FilterValue value))
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
        } while (values.TryTakeBar());
        return values.IsEnded() && values.AllowsSeveral(comparison, times.Count)
            ? new TimeNode(comparison, times)
            : null;
    }

    private List<T>? ParseWords<T>(string name, int start, IReadOnlyList<KeyValuePair<string, T>> words)
    {
        if (!TakeColon(name, start))
        {
            return null;
        }
        var found = new List<T>();
        do
        {
            int at = scanner.Position;
            if (!values.TryReadValue(allowsRegex: false, $"'{name}:'", out FilterValue value))
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
            found.Add(word);
        } while (values.TryTakeBar());
        return values.IsEnded() ? found : null;
    }

    private bool TakeColon(string name, int start)
    {
        int at = scanner.Position;
        Comparison comparison = values.TakeOperator();
        return comparison switch
        {
            Comparison.Equal => true,
            Comparison.NotEqual => scanner.Fail(at, $"expected ':' behind '{name}' (-{name}:… says not)", $"-{name}:"),
            _ => scanner.Fail(at, $"expected ':' behind '{name}', which has no order", $"{name}:"),
        };
    }
}
