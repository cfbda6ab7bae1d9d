using SioProxy.Filtering;

namespace SioProxy.Tests.Filtering;

public sealed class FilterParserTests
{
    [Theory]
    [InlineData("evnt:chat", 1, "evnt", "event")]
    [InlineData("from:client evetn:chat", 13, "evetn", "event")]
    [InlineData("sess:abc", 1, "sess", "session")]
    [InlineData("arg[0].room=lobby", 1, "no path begins with 'arg'", "args")]
    [InlineData("xyzzy:1", 1, "needs quotes", null)]
    [InlineData("type:evnt", 6, "expected event, ack", "event")]
    [InlineData("type:event|binry_ack", 12, "binry_ack", "binary_ack")]
    [InlineData("is:unansered", 4, "unansered", "unanswered")]
    [InlineData("from:sever", 6, "expected client, server", "server")]
    [InlineData("transport:websockets", 11, "polling, websocket", "websocket")]
    [InlineData("eio:5", 5, "expected 3, 4", "3")]
    [InlineData("ns:admin", 4, "begins with '/'", "/admin")]
    [InlineData("event:", 7, "expected a value", null)]
    [InlineData("event: chat", 7, "expected a value", null)]
    [InlineData("event>chat", 6, "no order", "event:")]
    [InlineData("event!=chat", 6, "says not", "-event:")]
    [InlineData("event:/^chat", 13, "expected '/' to end the regular expression", null)]
    [InlineData("event:/(/", 7, "does not work", null)]
    [InlineData("event:/(a)\\1/", 7, "look-around, back references", null)]
    [InlineData("size>big", 6, "a size such as", null)]
    [InlineData("size>10q", 6, "a size such as", null)]
    [InlineData("size>99999999999G", 6, "a size such as", null)]
    [InlineData("latency>2h", 9, "a time such as", null)]
    [InlineData("latency>", 9, "expected a value", null)]
    [InlineData("id=1.5", 4, "a whole number", null)]
    [InlineData("size>1|2", 9, "'|' goes with", null)]
    [InlineData("at>25:00", 4, "no time", null)]
    [InlineData("at>15:04:5", 4, "no time", null)]
    [InlineData("at<2026-02-30", 4, "no time", null)]
    [InlineData("at<2026-11-22T", 4, "no time", null)]
    [InlineData("args.room=lobby", 5, "behind 'args'", "args[*]")]
    [InlineData("args[x]=1", 6, "between '[' and ']'", null)]
    [InlineData("args[0=1", 7, "expected ']'", null)]
    [InlineData("args[0].=1", 9, "a member's name", null)]
    [InlineData("args[0].room", 13, "expected one of = !=", null)]
    [InlineData("data.message", 13, "put it in quotes", null)]
    [InlineData("args[0]>lob*", 9, "expected a number or text", null)]
    [InlineData("\"chat", 6, "expected '\"'", null)]
    [InlineData("\"a\\x\"", 3, "behind the backslash", null)]
    [InlineData("\"\"", 1, "expected text", null)]
    [InlineData("it\"s", 3, "expected a blank", null)]
    [InlineData("(chat", 6, "expected ')' for the '(' at column 1", null)]
    [InlineData("chat)", 5, "closes nothing", null)]
    [InlineData("()", 2, "expected a term", null)]
    [InlineData("chat or", 8, "expected a term", null)]
    [InlineData("or chat", 1, "expected a term", null)]
    [InlineData("chat and", 9, "expected a term", null)]
    [InlineData("not", 4, "behind 'not'", null)]
    [InlineData("- chat", 2, "right behind '-'", null)]
    public void TryParse_WrongText_PointsAtTheColumn(string text, int column, string part, string? suggestion)
    {
        Assert.False(Filter.TryParse(text, out Filter? filter, out FilterError? error));
        Assert.Null(filter);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Equal((column, suggestion), (error.Column, error.Suggestion));
    }

    [Fact]
    public void Render_OfAnError_PutsACaretBelowItsColumn()
    {
        Assert.False(Filter.TryParse("chat\ttype:evnt", out _, out FilterError? error));
        string[] lines = error.Render("chat\ttype:evnt").Split('\n');
        Assert.Equal(["chat type:evnt", "          ^"], lines[..2]);
        Assert.EndsWith("; did you mean 'event'?", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Every row.")]
    [InlineData("event:chat from:client", "Rows where the event's name is \"chat\" and it was sent by the client.")]
    [InlineData(
        "event:a|b* -is:slow",
        "Rows where the event's name is \"a\" or looks like b* and the row is not one that answers later than a second after the event."
    )]
    [InlineData(
        "type:ack (size>10k or lobby)",
        "Rows where the row is an ack and (the size in bytes is more than 10k or the event name or the payload contains \"lobby\")."
    )]
    [InlineData(
        "args[*].id=42|\"43\" not (a b)",
        "Rows where the value at args[*].id (any of them) is \"42\" or is the text \"43\" and (not all of this holds: the event name or the payload contains \"a\" and the event name or the payload contains \"b\")."
    )]
    [InlineData("at>=15:04:05", "Rows where the time of day (UTC) is at or after 15:04:05.")]
    [InlineData("at<2026-11-22T15:05Z", "Rows where the time (UTC) is before 2026-11-22T15:05Z.")]
    [InlineData("-data.message!=x", "Rows where it is not so that the value at data.message is other than x.")]
    public void Explain_OfAFilter_IsASentence(string text, string sentence) =>
        Assert.Equal(sentence, Filter.Parse(text).Explain());

    [Theory]
    [InlineData("is:unanswered", true)]
    [InlineData("event:a or not (is:slow is:answered|gap)", true)]
    [InlineData("is:slow latency>1s is:ack", false)]
    public void NeedsLaterPackets_ByTerms_OnlyForThoseThatWaitForAcks(string text, bool expected) =>
        Assert.Equal(expected, Filter.Parse(text).NeedsLaterPackets);

    [Theory]
    [InlineData("\"or\" \"not\"", "\"or\" \"not\"")]
    [InlineData("(a b) c", "a b c")]
    [InlineData("a or (b or c)", "a or b or c")]
    [InlineData("a OR b AND -c", "a or (b not c)")]
    [InlineData("size>=2048", "size>=2k")]
    [InlineData("latency<1500000us", "latency<1500ms")]
    [InlineData("at=\"2026-11-22 15:05\"", "at=2026-11-22T15:05Z")]
    [InlineData("at>2026-11-22T00:30+01:00", "at>2026-11-21T23:30Z")]
    [InlineData("event:\"/chat\"", "event:\"/chat\"")]
    [InlineData("event:a\\*", "event:\"a*\"")]
    [InlineData("args[0][\"x\"].y=\\/a", "args[0].x.y=\\/a")]
    public void ToString_OfATree_IsTheShortestWayToSayIt(string text, string printed) =>
        Assert.Equal(printed, Filter.Parse(text).Root.ToString());

    [Fact]
    public void TryParse_NestedDeeper_SaysSo()
    {
        Assert.True(Filter.TryParse(new string('(', 99) + "a" + new string(')', 99), out _, out _));
        Assert.False(Filter.TryParse(new string('(', 5000), out _, out FilterError? error));
        Assert.Contains("at most 100 levels", error.Message, StringComparison.Ordinal);
        Assert.False(Filter.TryParse(new string('-', 5000) + "a", out _, out error));
        Assert.Contains("at most 100 levels", error.Message, StringComparison.Ordinal);
        Assert.False(Filter.TryParse(new string('a', 20_000), out _, out error));
        Assert.Contains("characters", error.Message, StringComparison.Ordinal);
    }
}
