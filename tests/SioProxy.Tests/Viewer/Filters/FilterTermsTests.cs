using SioProxy.Filtering;
using SioProxy.Viewer.Filters;

namespace SioProxy.Tests.Viewer.Filters;

/// <summary>Joining terms to the filter that is there.</summary>
public sealed class FilterTermsTests
{
    [Theory]
    [InlineData("", "event:a", "And", "event:a")]
    [InlineData("", "event:a", "Not", "-event:a")]
    [InlineData("from:client", "event:a", "And", "from:client event:a")]
    [InlineData("from:client", "event:a", "Or", "from:client or event:a")]
    [InlineData("from:client", "event:a", "Not", "from:client -event:a")]
    [InlineData("from:client", "event:a", "Replace", "event:a")]
    [InlineData("a or b", "event:a", "And", "(a or b) event:a")]
    [InlineData("a or b", "event:a", "Not", "(a or b) -event:a")]
    [InlineData("a or b", "event:a", "Or", "a or b or event:a")]
    [InlineData("event:a from:client", "event:a", "And", "event:a from:client")]
    [InlineData("event:", "event:a", "And", "event:a")]
    [InlineData("(", "event:a", "Not", "-event:a")]
    [InlineData("x", "a or b", "And", "x (a or b)")]
    [InlineData("x", "a b", "Not", "x -(a b)")]
    public void Join_KeepsWhatWasWritten(string filter, string term, string join, string expected)
    {
        string joined = FilterTerms.Join(filter, term, Enum.Parse<FilterJoin>(join));
        Assert.Equal(expected, joined);
        Assert.True(Filter.TryParse(joined, out _, out FilterError? error), error?.Sentence);
    }

    [Theory]
    [InlineData("chat_message", "event:chat_message")]
    [InlineData("two words", "event:\"two words\"")]
    [InlineData("a*b", "event:\"a*b\"")]
    [InlineData("/x/", "event:\"/x/\"")]
    [InlineData("", "event:\"\"")]
    public void ForEvent_MeansExactlyThatName(string name, string expected)
    {
        Assert.Equal(expected, FilterTerms.ForEvent(name));
        var node = (NameNode)Filter.Parse(expected).Root;
        Assert.Equal(new TextPattern(TextPatternKind.Literal, name), Assert.Single(node.Patterns));
    }

    [Fact]
    public void ForSessions_OfMany_NamesTheLatest()
    {
        string term = FilterTerms.ForSessions([.. Enumerable.Range(0, 1000).Select(i => $"sid{i}")]);
        var node = (NameNode)Filter.Parse(term).Root;
        Assert.Equal(200, node.Patterns.Count);
        Assert.Equal("sid999", node.Patterns[^1].Text);
    }
}
