using System.Globalization;
using System.Text.Json;

namespace SioProxy.Storage.Reading;

/// <summary>A condition whose values are parameters, written <c>{0}</c>, <c>{1}</c>… until it is known where they begin.</summary>
/// <param name="Format">The SQL with the places of its parameters.</param>
/// <param name="Values">Their values: numbers, or JSON arrays of numbers.</param>
internal sealed record SqlCondition(string Format, IReadOnlyList<object> Values)
{
    public static SqlCondition Of(string format, params object[] values) => new(format, values);

    /// <summary><c>column IN (…)</c> over any number of values.</summary>
    public static SqlCondition In(string column, IEnumerable<long> values, bool negated = false) =>
        Of(
            $"{column} {(negated ? "NOT IN" : "IN")} (SELECT value FROM json_each({{0}}))",
            JsonSerializer.Serialize(values)
        );

    public static SqlCondition Join(SqlCondition first, string word, SqlCondition second)
    {
        object[] shifted =
        [
            .. Enumerable
                .Range(first.Values.Count, second.Values.Count)
                .Select(index => "{" + index.ToString(CultureInfo.InvariantCulture) + "}"),
        ];
        string behind = string.Format(CultureInfo.InvariantCulture, second.Format, shifted);
        return new SqlCondition($"({first.Format}) {word} ({behind})", [.. first.Values, .. second.Values]);
    }

    /// <summary>The SQL, its parameters numbered from <paramref name="first"/> on.</summary>
    public string ToSql(int first) =>
        string.Format(
            CultureInfo.InvariantCulture,
            Format,
            [
                .. Enumerable
                    .Range(first, Values.Count)
                    .Select(number => "?" + number.ToString(CultureInfo.InvariantCulture)),
            ]
        );
}
