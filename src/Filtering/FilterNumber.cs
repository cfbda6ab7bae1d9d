using System.Buffers;
using System.Globalization;

namespace SioProxy.Filtering;

/// <summary>A number of a payload or a filter: exact where decimal can hold it, as large ids are beyond what a double can.</summary>
internal readonly record struct FilterNumber(decimal? Exact, double Approximate)
{
    private const int MaxDigits = 400;

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789+-.eE");

    /// <summary>Reads a number as JSON writes it; null for any other text.</summary>
    public static FilterNumber? Parse(ReadOnlySpan<char> text)
    {
        if (
            text.Length is 0 or > MaxDigits
            || text.ContainsAnyExcept(Characters)
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double approximate)
        )
        {
            return null;
        }
        return new FilterNumber(
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact) ? exact : null,
            approximate
        );
    }

    /// <summary>Below, at or above zero as this number is less than, equal to or more than the other.</summary>
    public int OrderAgainst(FilterNumber other) =>
        Exact is { } mine && other.Exact is { } theirs
            ? mine.CompareTo(theirs)
            : Approximate.CompareTo(other.Approximate);
}
