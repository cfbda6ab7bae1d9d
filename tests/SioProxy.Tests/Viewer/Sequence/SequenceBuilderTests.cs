using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Viewer.Sequence;
using static SioProxy.Tests.Viewer.Sequence.SequenceRows;

namespace SioProxy.Tests.Viewer.Sequence;

public sealed class SequenceBuilderTests
{
    private const long HalfASecond = 500_000;

    [Fact]
    public void Build_OfHeartbeats_FoldsThemAndTheSilencesBetween()
    {
        SequencePicture picture = Build([
            Event(1, 0, "a"),
            Heartbeat(2, 25_000),
            Heartbeat(3, 25_001, isPong: true),
            Heartbeat(4, 50_000, session: 2),
            Heartbeat(5, 50_001, isPong: true, session: 2),
            Event(6, 50_100, "b"),
        ]);
        Assert.Equal(
            [
                (SequenceStepKind.Arrow, 1, 0L),
                (SequenceStepKind.Silence, 0, 25_000_000L),
                (SequenceStepKind.Heartbeats, 4, 25_001_000L),
                (SequenceStepKind.Arrow, 1, 0L),
            ],
            picture.Steps.Select(step => (step.Kind, step.Rows.Count, step.Micros))
        );
        Assert.Equal(2, picture.IndexOf(4));
        Assert.Equal(-1, picture.IndexOf(7));
    }

    [Theory]
    [InlineData(499, 0)]
    [InlineData(500, 1)]
    [InlineData(1_100, 2)]
    [InlineData(2_600, 5)]
    [InlineData(3_600_000, 5)]
    public void Build_OfASilence_TakesLinesByItsLengthUpToALimit(double millis, int lines) =>
        Assert.Equal(
            lines,
            Build([Event(1, 0, "a"), Event(2, millis, "b")]).Steps.Sum(step => step.Row is null ? step.Lines : 0)
        );

    [Fact]
    public void Build_OfAcks_SpansThemFromEventToAck()
    {
        SequencePicture picture = Build([
            Event(1, 0, "save", ack: 7, answeredBy: 4),
            Event(2, 1, "lost", ack: 8),
            Event(3, 2, "ask", ack: 1, answeredBy: 99, fromServer: true),
            Ack(4, 30, ack: 7, of: 1, latency: 30),
            Event(5, 31, "plain"),
        ]);
        Assert.Equal(
            [
                new AckSpan(0, 3, Direction.ClientToServer, 30_000, 4),
                new AckSpan(1, null, Direction.ClientToServer, null, null),
                new AckSpan(2, null, Direction.ServerToClient, null, 99),
            ],
            picture.Spans
        );
        Assert.Equal([false, true, false], picture.Spans.Select(span => span.IsUnanswered));
    }

    [Fact]
    public void Build_OfTimesThatStepBack_ShowsNoSilence() =>
        Assert.DoesNotContain(
            Build([Event(1, 1_000, "a"), Event(2, 0, "b"), Event(3, 1_001, "c")]).Steps,
            step => step.Kind == SequenceStepKind.Silence
        );

    [Fact]
    public void Build_OfWhatIsNoPacket_KeepsItApart() =>
        Assert.Equal(
            [SequenceStepKind.Gap, SequenceStepKind.Close],
            Build([Gap(1, 0), Close(2, 1)]).Steps.Select(step => step.Kind)
        );

    [Fact]
    public void Build_OfNothing_IsEmpty() => Assert.Equal(0, Build([]).Steps.Count + Build([]).Spans.Count);

    private static SequencePicture Build(IReadOnlyList<CapturedRow> rows) => SequenceBuilder.Build(rows, HalfASecond);
}
