using SioProxy.Filtering;

namespace SioProxy.Tests.Filtering;

public sealed class FilterTests
{
    [Fact]
    public void Join_AnyTwoOfTheTable_MatchesTheRowsOfBoth()
    {
        (string Text, long[] Ids)[] table = [.. FilterExamples.Table.Select(row => (row.Data.Item1, row.Data.Item2))];
        for (int i = 0; i < table.Length; i++)
        {
            (string Text, long[] Ids) other = table[(i * 7 + 3) % table.Length];
            Filter joined = Filter.Join(Filter.Parse(table[i].Text), Filter.Parse(other.Text));
            Assert.True(
                table[i].Ids.Intersect(other.Ids).Order().SequenceEqual(Matching(joined)),
                $"{table[i].Text} joined with {other.Text}"
            );
        }
    }

    [Fact]
    public void Join_OfAlternatives_BindsThemBeforeItJoins()
    {
        var joined = Filter.Join(Filter.Parse("from:client or from:server"), Filter.Parse("id=3 or id=5"));
        Assert.Equal(Matching(Filter.Parse("(from:client or from:server) (id=3 or id=5)")), Matching(joined));
        Assert.Equal(Matching(Filter.Parse(joined.Text)), Matching(joined));
    }

    [Fact]
    public void Join_OfWhatIsTooMuchAsOneText_MatchesTheRowsOfBoth()
    {
        int deepest = Enumerable.Range(1, 1000).Last(depth => Filter.TryParse(Nested(depth, "id=3"), out _, out _));
        var first = Filter.Parse(Nested(deepest, "id=3 or id=5"));
        var second = Filter.Parse(Nested(deepest, "id=5 or id=7"));
        var joined = Filter.Join(first, second);
        Assert.False(Filter.TryParse(joined.Text, out _, out _), "else trees would not be needed");
        Assert.Equal([5L], Matching(joined));
    }

    [Fact]
    public void Join_OfWhatMatchesAll_LeavesItOut()
    {
        var some = Filter.Parse("from:client");
        Assert.Same(some, Filter.Join(Filter.All, some, Filter.Parse(" ")));
        Assert.True(Filter.Join(Filter.All, Filter.All).IsAll);
        Assert.True(Filter.Join().IsAll);
    }

    private static string Nested(int depth, string text) => new string('(', depth) + text + new string(')', depth);

    private static IEnumerable<long> Matching(Filter filter)
    {
        var matcher = new FilterMatcher(filter);
        return FilterExamples.Rows.Where(matcher.Matches).Select(row => row.Id);
    }
}
