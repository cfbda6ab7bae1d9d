using System.Globalization;
using System.Text.Json;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Reading;

/// <summary>A condition whose values are parameters, written <c>{0}</c>, <c>{1}</c>… until it is known where they begin.</summary>
/// <param name="Format">The SQL with the places of its parameters.</param>
/// <param name="Values">Their values: numbers, or JSON arrays of numbers.</param>
internal sealed record SqlCondition(string Format, IReadOnlyList<object> Values)
{
    private const int MaxListed = 8; // more are looked up in a table of their own

    public static SqlCondition Of(string format, params object[] values) => new(format, values);

    /// <summary><c>column IN (…)</c> over any number of values.</summary>
    public static SqlCondition In(string column, IEnumerable<long> values, bool negated = false)
    {
        string word = negated ? "NOT IN" : "IN";
        long[] all = [.. values];
        return all.Length is > 0 and <= MaxListed
            ? Of($"{column} {word} ({string.Join(", ", Places(0, all.Length))})", [.. all.Cast<object>()])
            : Of($"{column} {word} (SELECT value FROM json_each({{0}}))", JsonSerializer.Serialize(all));
    }

    public static SqlCondition Join(SqlCondition first, string word, SqlCondition second)
    {
        object[] shifted = [.. Places(first.Values.Count, second.Values.Count)];
        string behind = string.Format(CultureInfo.InvariantCulture, second.Format, shifted);
        return new SqlCondition($"({first.Format}) {word} ({behind})", [.. first.Values, .. second.Values]);
    }

    /// <summary>Where the condition is false or unknown.</summary>
    public static SqlCondition Not(SqlCondition condition) =>
        condition with
        {
            Format = $"({condition.Format}) IS NOT TRUE",
        };

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

    /// <summary>Binds its values, the first of them to parameter <paramref name="first"/>.</summary>
    public void Bind(Statement statement, int first)
    {
        for (int i = 0; i < Values.Count; i++)
        {
            if (Values[i] is long number)
            {
                statement.Bind(first + i, number);
            }
            else
            {
                statement.Bind(first + i, (string)Values[i]);
            }
        }
    }

    private static IEnumerable<string> Places(int first, int count) =>
        Enumerable.Range(first, count).Select(index => "{" + index.ToString(CultureInfo.InvariantCulture) + "}");
}
