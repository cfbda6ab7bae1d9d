using System.Buffers;
using System.Text.Json;

namespace SioProxy.Filtering;

/// <summary>Compares one JSON value with what a filter asks for. Objects and arrays equal nothing and have no order.</summary>
internal sealed class JsonValueTest(Comparison comparison, IReadOnlyList<PathValue> values)
{
    private readonly (TextTest Text, FilterNumber? Number, PathValue Value)[] _values =
    [
        .. values.Select(value =>
            (
                new TextTest(value.Pattern),
                value is { IsQuoted: false, Pattern.Kind: TextPatternKind.Literal }
                    ? FilterNumber.Parse(value.Pattern.Text)
                    : null,
                value
            )
        ),
    ];

    /// <summary>Whether the scalar that the reader stands on matches one of the values (of <c>!=</c>: equals one of them).</summary>
    public bool IsMatch(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            return false;
        }
        char[] chars = LenientJsonText.Rent(reader.ValueSpan, reader.ValueIsEscaped, out int length);
        ReadOnlySpan<char> text = chars.AsSpan(0, length);
        bool isMatched = false;
        foreach ((TextTest test, FilterNumber? number, PathValue value) in _values)
        {
            isMatched |= comparison is Comparison.Equal or Comparison.NotEqual
                ? IsEqual(test, number, value.IsQuoted, reader.TokenType, text)
                : IsOrdered(number, value.Pattern.Text, reader.TokenType, text);
        }
        ArrayPool<char>.Shared.Return(chars);
        return isMatched;
    }

    private static bool IsEqual(
        TextTest test,
        FilterNumber? number,
        bool isQuoted,
        JsonTokenType type,
        ReadOnlySpan<char> text
    )
    {
        if (type == JsonTokenType.String)
        {
            return test.IsMatch(text);
        }
        if (isQuoted)
        {
            return false;
        }
        return test.IsMatch(text)
            || (
                type == JsonTokenType.Number
                && number is { } wanted
                && FilterNumber.Parse(text)?.OrderAgainst(wanted) == 0
            );
    }

    /// <summary>As numbers, which a string may hold too; or, when the filter's value is no number, as text.</summary>
    private bool IsOrdered(FilterNumber? number, string wantedText, JsonTokenType type, ReadOnlySpan<char> text)
    {
        int? order = null;
        if (number is { } wanted)
        {
            order = type is JsonTokenType.Number or JsonTokenType.String
                ? FilterNumber.Parse(text)?.OrderAgainst(wanted)
                : null;
        }
        else if (type == JsonTokenType.String)
        {
            order = text.CompareTo(wantedText, StringComparison.OrdinalIgnoreCase);
        }
        return comparison switch
        {
            Comparison.Greater => order > 0,
            Comparison.GreaterOrEqual => order >= 0,
            Comparison.Less => order < 0,
            _ => order <= 0,
        };
    }
}
