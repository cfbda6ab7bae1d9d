using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage.Reading;
using SioProxy.Storage.Rows;

namespace SioProxy.Tests.Storage;

public sealed class CandidatePlannerTests
{
    // An ack may be stamped before its event: they pass on two connections, or the clock was set back.
    [Theory]
    [InlineData("latency<0ms")]
    [InlineData("latency<1us")]
    [InlineData("not latency>=0ms")]
    public void Plan_ALatencyBelowZero_SkipsNoSegmentThatHoldsIt(string text)
    {
        CapturedPacket ack = Rows.Packet(2, "431[]");
        ack.AckOf = 1;
        ack.LatencyMicros = -5;
        var filter = Filter.Parse(text);
        Assert.True(new FilterMatcher(filter).Matches(ack));
        var summary = default(SegmentSummary);
        summary.Add(RowColumns.Of(ack));

        Candidates candidates = new CandidatePlanner(null!, "").Plan(filter.Root);

        Assert.NotEqual(false, candidates.Segment?.Invoke(1, summary));
    }
}
