using SioProxy.Filtering;
using SioProxy.Viewer.Search;

namespace SioProxy.Tests.Viewer.Search;

public sealed class SearchWordsTests
{
    [Theory]
    [InlineData("lobby", "the Lobby, lobby", "the [Lobby], [lobby]")]
    [InlineData("\"two words\"", "a two words b", "a [two words] b")]
    [InlineData("one or two", "one, two, three", "[one], [two], three")]
    [InlineData("one -two", "one, two", "[one], two")]
    [InlineData("event:user_*", "user_joined", "[user_]joined")]
    [InlineData("event:/^user_(joined|left)$/", "user_left", "[user_left]")]
    [InlineData("event:/joined|left/", "user_left", "user_[left]")]
    [InlineData("args[0].id=4", "{\"id\":4,\"size\":144}", "{\"id\":[4],\"size\":144}")]
    [InlineData("args[0].room=lobby", "{\"room\":\"lobby\"}", "{\"room\":\"[lobby]\"}")]
    [InlineData("a.b", "axb a.b", "axb [a.b]")]
    [InlineData("size>10k", "size 10", "size 10")]
    [InlineData("", "anything", "anything")]
    [InlineData("\"\\u001b[31m\"", "x␛[31my", "x[␛[31m]y")]
    public void Split_OfAText_MarksWhatIsLookedFor(string filter, string text, string marked)
    {
        IEnumerable<string> pieces = SearchWords
            .Of(Filter.Parse(filter))
            .Split(text)
            .Select(piece => piece.IsMatch ? $"[{piece.Text}]" : piece.Text);
        Assert.Equal(marked, string.Concat(pieces));
    }

    [Fact]
    public void Find_InALongText_EndsSomewhere() =>
        Assert.Equal(200, SearchWords.Of(Filter.Parse("a")).Find(new string('a', 100_000)).Count);
}
