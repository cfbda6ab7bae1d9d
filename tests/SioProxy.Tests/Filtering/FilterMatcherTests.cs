using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Tests.Filtering;

public sealed class FilterMatcherTests
{
    public static TheoryData<string, long[]> Table => FilterExamples.Table;

    [Theory, MemberData(nameof(Table))]
    public void Matches_ByTheTable_TheRowsItNames(string text, long[] ids) => Assert.Equal(ids, Matching(text));

    [Theory, MemberData(nameof(Table))]
    public void Matches_OfThePrintedTree_TheSameRows(string text, long[] ids) =>
        Assert.Equal(ids, Matching(Filter.Parse(text).Root.ToString()));

    [Theory]
    [InlineData("event:a from:client type:ack size>1 at>10:00 session:x is:slow id>1", false)]
    [InlineData("chat", true)]
    [InlineData("event:a or -data.x=1", true)]
    [InlineData("is:redacted", true)]
    public void NeedsContent_ByTerms_OnlyForWhatPlainColumnsCannotDecide(string text, bool expected) =>
        Assert.Equal(expected, new FilterMatcher(Filter.Parse(text)).NeedsContent);

    [Fact]
    public void Matches_RegexThatWouldBacktrackForEver_ComesBackAtOnce()
    {
        var matcher = new FilterMatcher(Filter.Parse("event:/^(a+)+$/"));
        CapturedPacket row = RowNamed(new string('a', 100_000) + "!");
        Assert.False(matcher.Matches(row));
    }

    private static CapturedPacket RowNamed(string name) =>
        new()
        {
            AtMicros = 1,
            Connection = 1,
            Client = "::1",
            Direction = Direction.ClientToServer,
            Transport = Transport.WebSocket,
            Version = EngineIoVersion.V4,
            EngineType = EngineIoPacketType.Message,
            Type = SocketIoPacketType.Event,
            EventName = name,
            Size = name.Length,
            Raw = default,
        };

    private static IEnumerable<long> Matching(string text)
    {
        var matcher = new FilterMatcher(Filter.Parse(text));
        return FilterExamples.Rows.Where(matcher.Matches).Select(row => row.Id);
    }
}
