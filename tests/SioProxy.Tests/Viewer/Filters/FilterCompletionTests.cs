using SioProxy.Filtering;
using SioProxy.Storage;
using SioProxy.Tests.Storage;
using SioProxy.Viewer.Filters;

namespace SioProxy.Tests.Viewer.Filters;

/// <summary>What completion offers at a place in a filter.</summary>
public sealed class FilterCompletionTests
{
    private static readonly CaptureWords Words = new()
    {
        Events = ["chat_message", "join", "two words", "evil\u202ename"],
        Namespaces = ["/", "/admin"],
        Sessions = ["abc", "abd"],
        Faults = ["utf-8"],
        Paths = [new("args[0].room", ["lobby", "\"a b\""]), new("args[0].text", [])],
    };

    [Theory]
    [InlineData("ev|", "event:,event:chat_message,event:join,event:\"two words\",event:\"evil\\u202ename\"")]
    [InlineData("event:ch|", "chat_message")]
    [InlineData("event:two|", "\"two words\"")]
    [InlineData("event:join|", "")]
    [InlineData("event:x|j|", "join")]
    [InlineData("ns:|", "/,/admin")]
    [InlineData("session:ab|", "abc,abd")]
    [InlineData("from:client session:abd| x", "")]
    [InlineData("is:un|", "unanswered,truncated")]
    [InlineData("-is:fau|", "fault")]
    [InlineData("(type:bin|", "binary_event,binary_ack")]
    [InlineData("fault:|", "utf-8")]
    [InlineData("args|", "args[0].room=,args[0].text=")]
    [InlineData("args[0].room=|", "lobby,\"a b\"")]
    [InlineData("args[0].room!=lo|", "lobby")]
    [InlineData("\"ev|", "")]
    [InlineData("x |", "")]
    public void At_OffersWhatFits(string typed, string expected)
    {
        int cursor = typed.LastIndexOf('|');
        string filter = typed.Remove(cursor, 1);
        Completion completion = FilterCompletion.At(filter, cursor, Words, isAsked: false);
        Assert.Equal(expected, string.Join(',', completion.Items.Select(item => item.Text)));
    }

    [Fact]
    public void At_SecondAlternative_ReplacesOnlyThat()
    {
        Completion completion = FilterCompletion.At("event:x|jo", 10, Words, isAsked: false);
        Assert.Equal(("event:x|join ", 13), completion.Take("event:x|jo", Assert.Single(completion.Items)));
    }

    [Theory]
    [InlineData("is:un from:client", 5, "is:unanswered from:client", 14)]
    [InlineData("is:un", 5, "is:unanswered ", 14)]
    [InlineData("ev from:client", 2, "event: from:client", 6)]
    public void Take_PutsTheCursorBehind(string filter, int cursor, string expected, int expectedCursor)
    {
        Completion completion = FilterCompletion.At(filter, cursor, Words, isAsked: false);
        Assert.Equal((expected, expectedCursor), completion.Take(filter, completion.Items[0]));
    }

    [Fact]
    public void At_WhenAsked_OffersEveryTermWithItsMeaning()
    {
        Completion completion = FilterCompletion.At("", 0, CaptureWords.None, isAsked: true);
        Assert.All(
            FilterWords.Terms,
            term => Assert.Contains(completion.Items, item => item.Text.StartsWith(term, StringComparison.Ordinal))
        );
        Assert.All(completion.Items, item => Assert.NotEmpty(item.Meaning));
        Assert.DoesNotContain(completion.Items, item => item.Text is "or");
        Assert.Contains(
            FilterCompletion.At("x ", 2, CaptureWords.None, isAsked: true).Items,
            item => item.Text is "or"
        );
    }

    // Whatever is offered, taken at the end of its term, must be a filter or the beginning of one.
    [Fact]
    public void At_CompleteItems_AreFilters()
    {
        foreach (
            string begin in (string[])
                ["event:", "ns:", "session:", "fault:", "type:", "is:", "from:", "args[0].room=", "e"]
        )
        {
            foreach (
                CompletionItem item in FilterCompletion
                    .At(begin, begin.Length, Words, true)
                    .Items.Where(i => i.IsComplete && i.Text is not "not")
            )
            {
                string text = begin.EndsWith(':') || begin.EndsWith('=') ? begin + item.Text : item.Text;
                Assert.True(Filter.TryParse(text, out _, out FilterError? error), $"{text}: {error?.Sentence}");
            }
        }
    }

    [Fact]
    public void WordsOfASample_AreThoseOfItsTraffic()
    {
        using var directory = new CaptureDirectory();
        using CaptureReader reader = CaptureFile.OpenReader(directory.Sample("v4-chat"));
        CaptureWords words = CaptureWordsReader.Read(reader, TestContext.Current.CancellationToken);
        Assert.Equal(["join", "message", "report", "typing", "user_joined", "user_left"], words.Events);
        Assert.Equal(3, words.Sessions.Count);
        KeyValuePair<string, IReadOnlyList<string>> room = words.Paths.Single(path => path.Key is "args[0].room");
        Assert.Equal("harbour", room.Value[0]);
        Assert.Contains(words.Paths, path => path.Key is "auth.name");
        Assert.Contains(words.Paths, path => path.Key is "data.pingInterval" && path.Value[0] is "25000");
    }
}
